using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Voting.Server.Telemetry;

/// <summary>
/// Listens to this program's and ASP.NET Core's meters and writes them in the Prometheus text format 0.0.4: counters as
/// totals, histograms as sum and count, up-down counters as gauges.
/// </summary>
public sealed class PrometheusText : IDisposable
{
    private static readonly string[] Meters =
        [VotingMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> _series = new();

    private sealed class Series
    {
        public double Sum;
        public long Count;
    }

    public PrometheusText()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (Meters.Contains(instrument.Meter.Name))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var family in _series.GroupBy(item => item.Key.Instrument).OrderBy(family => family.Key.Name, StringComparer.Ordinal))
        {
            var name = NameOf(family.Key);
            var isHistogram = IsHistogram(family.Key);
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {(isHistogram ? "summary" : IsCounter(family.Key) ? "counter" : "gauge")}\n");
            foreach (var ((_, labels), series) in family)
            {
                if (isHistogram)
                    text.Append(CultureInfo.InvariantCulture, $"{name}_sum{labels} {series.Sum}\n{name}_count{labels} {series.Count}\n");
                else
                    text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {series.Sum}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _series.GetOrAdd((instrument, LabelsOf(tags)), _ => new Series());
        lock (series)
        {
            series.Sum = instrument.IsObservable ? value : series.Sum + value;
            series.Count++;
        }
    }

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return "";
        var labels = new List<string>();
        foreach (var (key, value) in tags)
            labels.Add($"{key.Replace('.', '_')}=\"{Convert.ToString(value, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"");
        return $"{{{string.Join(',', labels)}}}";
    }

    private static string NameOf(Instrument instrument)
    {
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        return IsCounter(instrument) ? $"{name}_total" : name;
    }

    private static bool IsCounter(Instrument instrument) =>
        instrument.GetType().Name is "Counter`1" or "ObservableCounter`1";

    private static bool IsHistogram(Instrument instrument) => instrument.GetType().Name is "Histogram`1";
}
