using NanoBms.Cells.Import;
using NanoBms.TestSupport;

namespace NanoBms.Cells.Tests.Import;

public sealed class DocumentTests
{
    [Fact]
    public void The_documents_table_of_known_logs_is_what_the_command_prints() =>
        Assert.EndsWith(
            FormatsTable.Markdown(), File.ReadAllText(Repository.File("docs", "importing.md")).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
}
