using Voting.Server;
using Voting.Server.Ballots;
using Voting.Server.Contests;
using Voting.Server.Demo;
using Voting.Server.Entries;
using Voting.Server.Http;
using Voting.Server.Ledger;
using Voting.Server.Live;
using Voting.Server.Log;
using Voting.Server.Objections;
using Voting.Server.Organizers;
using Voting.Server.Pages;
using Voting.Server.Panel;
using Voting.Server.Ranking;
using Voting.Server.Review;
using Voting.Server.Storage;
using Voting.Server.Voters;

var builder = WebApplication.CreateBuilder(args);
if (args is [MoveHouse.Command, ..])
    return await MoveHouse.RunAsync(args, builder.Configuration);

builder.UseWebServer();

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddStorage(builder.Configuration);
builder.Services.AddHttp();

// Hosted services start in this order: schema, keys and box before the writer, the writer before anybody writes.
builder.Services.AddHostedService<StartUp>();
builder.Services.AddLog();
builder.Services.AddLedger();
builder.Services.AddContests(builder.Configuration);
builder.Services.AddEntries();
builder.Services.AddBallots(builder.Configuration).AddVoters();
builder.Services.AddPanel();
builder.Services.AddRanking().AddReview();
builder.Services.AddLive();
builder.Services.AddObjections();
builder.Services.AddOrganizers();
builder.Services.AddVoterPages().AddDemo();

var app = builder.Build();
app.UseHttp();
app.MapHealth();
app.MapContests();
app.MapBallots();
app.MapVoters();
app.MapRanking();
app.MapLog();
app.MapReview();
app.MapLive();
app.MapObjections();
app.MapOrganizers();
app.MapPanel();
app.MapPages();
app.UseWelcome();
await app.RunAsync();
return 0;
