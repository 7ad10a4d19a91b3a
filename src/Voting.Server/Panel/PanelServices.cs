namespace Voting.Server.Panel;

public static class PanelServices
{
    public static IServiceCollection AddPanel(this IServiceCollection services)
    {
        services.AddOptions<PanelOptions>().BindConfiguration("Panel")
            .Validate(options => options.IsValid(), "Panel:InvitationLifetime and Panel:SessionLifetime must be above zero.")
            .ValidateOnStart();
        return services.AddSingleton<PanelStore>().AddSingleton<DraftStore>().AddSingleton<InvitationStore>().AddSingleton<PanelMarks>()
            .AddSingleton<InviteExperts>().AddSingleton<SaveDraft>().AddSingleton<RecuseExpert>().AddSingleton<RevealSheets>()
            .AddSingleton<SubmitSheet>().AddSingleton<DecideSheet>().AddSingleton<PanelDesk>()
            .AddSingleton<AssignPanel>().AddSingleton<AssignmentCsv>();
    }
}
