namespace Voting.Rules.Log;

/// <summary>What a key says about a note.</summary>
public enum NoteVerdict
{
    Valid,

    /// <summary>No signature line has this key's name and id.</summary>
    NotSignedByKey,

    /// <summary>A line with this key's name and id does not verify.</summary>
    BadSignature,

    /// <summary>The key is of a type that the caller has no means to verify.</summary>
    KeyNotSupported,
}
