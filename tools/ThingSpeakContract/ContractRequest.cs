namespace NanoBms.ThingSpeakContract;

/// <summary>What a client asks a server for.</summary>
public enum ContractRequest
{
    /// <summary>GET or POST /update.</summary>
    Update,

    /// <summary>GET or POST /update.json.</summary>
    UpdateJson,

    /// <summary>POST /channels/ID/bulk_update.json.</summary>
    Bulk,

    /// <summary>GET /channels/ID/feeds.json.</summary>
    Feeds,

    /// <summary>GET /channels/ID/feeds.csv.</summary>
    FeedsCsv,

    /// <summary>GET /channels/ID/fields/N.json.</summary>
    Field,

    /// <summary>GET /channels/ID/fields/N.csv: what the gauge asks a channel for.</summary>
    FieldCsv,

    /// <summary>GET /channels/ID/feeds/last.json.</summary>
    Last,

    /// <summary>GET /channels/ID/feeds/last and last.txt: the entry as JSON, as the official client reads it.</summary>
    LastText,

    /// <summary>GET /channels/ID/fields/N/last.json.</summary>
    LastField,

    /// <summary>GET /channels/ID/fields/N/last and last.txt: the value alone.</summary>
    LastFieldText,

    /// <summary>GET /channels/ID/feeds/ENTRY.json and feeds/entry/ENTRY.json.</summary>
    Entry,
}
