namespace Voting.Server.Panel;

public static class PanelServices
{
    public static IServiceCollection AddPanel(this IServiceCollection services) =>
        services.AddSingleton<PanelStore>().AddSingleton<PanelMarks>().AddSingleton<SubmitSheet>();
}
