namespace NanoBms.Device.Tests.Cloud;

/// <summary>The servers of the contract that have a database, each started when it is asked for first.</summary>
public sealed class ContractServers : IAsyncDisposable
{
    private ContractServer? local, fleet;

    public async ValueTask DisposeAsync()
    {
        foreach (ContractServer? server in (ContractServer?[])[local, fleet])
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }

    internal async Task<ContractServer> LocalAsync() => local ??= await ContractServer.LocalAsync();

    internal async Task<ContractServer> FleetAsync() => fleet ??= await ContractServer.FleetAsync();
}
