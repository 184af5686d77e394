using System.CommandLine;
using NanoBms.CommandLine;

namespace NanoBms.HardwareDocs.Tests.CommandLine;

/// <summary>A command out of an older document runs, and no help shows its spelling.</summary>
public class FormerNamesTests
{
    [Theory]
    [InlineData("--features", "a,b")]
    [InlineData("--feature-order", "a,b")]
    [InlineData("--feature-order=a,b")]
    public void A_former_name_means_what_the_name_of_now_means(params string[] words) => Assert.Equal("a,b", Run(["show", .. words]).Said);

    [Fact]
    public void It_stands_in_no_help_and_in_no_listing()
    {
        Assert.DoesNotContain("--feature-order", Run("show", "--help").Said, StringComparison.Ordinal);
        Assert.DoesNotContain("--feature-order", Run(OptionListing.Directive).Said, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_another_commands_no_more_than_the_name_of_now() => Assert.Equal(
        "error: '--feature-order' is no command, argument or option that is known here; see --help.",
        Run("other", "--feature-order", "a").Said);

    [Fact]
    public void The_listing_holds_command_name_and_value() => Assert.Equal(
        """[{"Command":"show","Name":"--features","Value":"LIST","Description":"In order."}]""", Run(OptionListing.Directive).Said);

    private static (int Code, string Said) Run(params string[] words)
    {
        Option<string> features = new Option<string>("--features") { Description = "In order.", HelpName = "LIST" }
            .Formerly("--feature-order");
        var show = new Command("show") { features, new Option<int>("--unseen") { Hidden = true } };
        show.SetAction(parse => parse.InvocationConfiguration.Output.Write(parse.GetValue(features)));
        var output = new StringWriter();
        int code = CommandProgram.Run(new RootCommand { show, new Command("other") }, words, output, output);
        return (code, output.ToString().TrimEnd());
    }
}
