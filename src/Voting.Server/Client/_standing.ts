// Votes and places on the page, renewed while it is looked at.

interface Row { number: number; rank: number; votes?: number; expertScore?: number }

export function show(texts: DOMStringMap, entry: number, votes: number, rank?: number, ranked = true): void {
  document.querySelectorAll<HTMLElement>(`[data-row="${entry}"]`).forEach(count => {
    const number = count.querySelector<HTMLElement>('[data-votes]')!;
    number.dataset.votes = String(votes);
    number.textContent = votes.toLocaleString('en');
    count.querySelector('[data-unit]')!.textContent = (votes === 1 ? texts.one : texts.many)!;
    if (rank === undefined) return;
    const place = count.querySelector<HTMLElement>('[data-rank]')!;
    place.textContent = texts.rank!.replace('{0}', String(rank));
    place.hidden = !ranked;
  });
}

export function votesOf(entry: number): number {
  const number = document.querySelector<HTMLElement>(`[data-row="${entry}"] [data-votes]`);
  return number ? Number(number.dataset.votes) : 0;
}

export function follow(texts: DOMStringMap, seconds: number): void {
  const address = `/api/contests/${texts.slug}/leaderboard` + (texts.group ? '?group=' + encodeURIComponent(texts.group) : '');
  let etag = '';
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const response = await fetch(address, { cache: 'no-store', headers: etag ? { 'If-None-Match': etag } : {} });
      if (response.status !== 200) return;
      etag = response.headers.get('ETag') || '';
      const board: { groups: { rows: Row[] }[] } = await response.json();
      let total = 0;
      for (const group of board.groups) for (const row of group.rows) {
        if (row.votes === undefined) return;
        total += row.votes;
        show(texts, row.number, row.votes, row.rank, row.votes > 0 || row.expertScore !== undefined);
      }
      const sum = document.querySelector('[data-total]');
      if (sum && !texts.group) sum.textContent = total.toLocaleString('en');
    } catch { /* the next time */ }
  }, seconds * 1000);
}
