namespace Voting.Server.Tests.Storage;

public sealed class SqliteStoreTests : StoreContract
{
    protected override Task<StoresUnderTest> OpenAsync() => StoresUnderTest.OnSqliteAsync();
}
