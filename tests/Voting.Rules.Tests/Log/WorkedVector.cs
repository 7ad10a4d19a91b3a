using System.Text;
using Voting.Rules.Log;

namespace Voting.Rules.Tests.Log;

/// <summary>A log of five leaves, computed and signed by another program (Python, cryptography).</summary>
internal static class WorkedVector
{
    public const string CheckpointText = "vote.example/demo2026\n5\n3PfZQy0N+2C7UWeNwifsEvmlcEzlxtrRfGYV0jv4Ji8=\n";

    public const string P256Key =
        "vote.example/demo2026+52558f3c+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDa5ferkatHlAyJVFuRld4KtjdOOrlfvICynqYi29hj+BJ01okGsMCYcjDfPN59J5c/8y+BLuajtjfSD4L99wEM=";

    public const string P256Line =
        "— vote.example/demo2026 UlWPPDBGAiEA7NWWjlEHSBBlIkb9DXGCuVfqdVZ/FvddC3r1AyunVBgCIQDrD4fuxUfRA9DngN2FusUuzTqJQzZ2FzqYYUkXGUe0xQ==\n";

    public const string Ed25519Key = "vote.example/demo2026+bc659b24+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

    public const string Ed25519Line =
        "— vote.example/demo2026 vGWbJAuzRjsE/WHM3DUpk59DM02SDRbafvSpYZozOIuh68I4RE1aRRp9WQ5WAsa76fWVGP8K8Hyl5Kp2jrdQnBwxLQY=\n";

    public const string Note = CheckpointText + "\n" + P256Line;

    public static readonly string[] Roots =
    [
        "68ff16ae77007d15772f8df5913580c81990673058fdcb4c55906322ef6b3940",
        "05a5821df5292b59a2d5cb3d28a88873c44ce1df061b087161659eeea9758c48",
        "0a1baab342364715c841fbdca0269679fae6304312983ecc6c03dd48f609deef",
        "68cc0322d01baaa16255a15c2324652b4e8801fd242439d36bddc002a25bcaaf",
        "dcf7d9432d0dfb60bb51678dc227ec12f9a5704ce5c6dad17c6615d23bf8262f",
    ];

    public static readonly string[] InclusionOfOneInFive =
    [
        "68ff16ae77007d15772f8df5913580c81990673058fdcb4c55906322ef6b3940",
        "98433bb830efeb684210676f28fbc321dea924cdcdda68a62ee327f387609519",
        "59ddc37499a18ae153c4ad3a36570b5b636887a374a7756840fe66e3a2572eb8",
    ];

    public static readonly string[] ConsistencyFromThreeToFive =
    [
        "30fb919ac028ccd33e6d4d7dbd8ef89331b9ebe5107fba88bc9c11b56c5811a0",
        "06a78cf3f7ec5c976b8892dc35fc865383d006ddc5ae771e8e0cc25d97b84163",
        "05a5821df5292b59a2d5cb3d28a88873c44ce1df061b087161659eeea9758c48",
        "59ddc37499a18ae153c4ad3a36570b5b636887a374a7756840fe66e3a2572eb8",
    ];

    public static readonly byte[][] Leaves = [.. new[]
    {
        """{"c":"demo2026","t":1893456000000,"type":"open","v":1}""",
        """{"c":"demo2026","ch":"wx","n":"0000000000000001","s":[1,1],"t":1893456000001,"type":"ballot","v":1,"vt":"261053e6fb91182efa21c6b4804291f1","w":[3]}""",
        """{"c":"demo2026","ch":"wx","n":"0000000000000002","s":[1,2],"t":1893456001001,"type":"ballot","v":1,"vt":"d27024214c9ac19d4b64a35d82c7752f","w":[3,7]}""",
        """{"c":"demo2026","ch":"anon","n":"0000000000000003","s":[1,3],"t":1893456002001,"type":"ballot","v":1,"vt":"d8a8ca49c029b3407d1195f7b2240589","w":[7]}""",
        """{"c":"demo2026","i":3,"r":"subnet-burst","t":1893456009000,"type":"void","v":1}""",
    }.Select(Encoding.UTF8.GetBytes)];

    public static IReadOnlyList<byte[]> LeafHashes => [.. Leaves.Select(leaf => MerkleTree.LeafHash(leaf))];

    /// <summary>The receipt of leaf 1.</summary>
    public static string Receipt => TlogProof.Format(1, Hashes(InclusionOfOneInFive), Note);

    public static IReadOnlyList<byte[]> Hashes(string[] hex) => [.. hex.Select(Convert.FromHexString)];
}
