namespace Voting.Server.Pages;

/// <param name="Field">Name and id of the field it is about.</param>
public sealed record FormError(string Field, string Message);

/// <summary>A form that keeps what was typed and says what is wrong at the field; see <see cref="FormField"/>.</summary>
public interface IFieldForm
{
    /// <summary>What the keys of its labels and hints begin with.</summary>
    string Texts { get; }

    string this[string field] { get; }

    IReadOnlyList<FormError> Errors { get; }
}
