namespace Voting.Rules.Log;

/// <summary>Why a receipt proves nothing, or that it does.</summary>
public enum ProofVerdict
{
    Valid,

    /// <summary>The checkpoint's origin is not the key's name.</summary>
    OtherLog,

    /// <summary>The key is of a type that is read but not verified.</summary>
    KeyNotSupported,

    /// <summary>The checkpoint has no signature of the key.</summary>
    NotSignedByKey,

    /// <summary>The checkpoint was changed after it was signed, or was never signed.</summary>
    BadSignature,

    /// <summary>The checkpoint's tree ends before the index.</summary>
    IndexOutsideTree,

    /// <summary>The path does not lead from this leaf at this index to the signed root.</summary>
    NotIncluded,
}
