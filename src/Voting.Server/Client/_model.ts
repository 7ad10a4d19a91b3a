// The board as this page knows it, and how a change leads from one version to the next.

export interface Row {
  rank?: number;
  number: number;
  title: string;
  votes?: number;
  publicScore?: number;
  expertScore?: number;
  score?: number;
}

export interface Group { code: string; rows: Row[] }

export interface Board {
  contest: string;
  epoch: number;
  version: number;
  asOf: string;
  phase: string;
  visibility: string;
  frozen: boolean;
  ceremony?: number;
  groups: Group[];
}

export interface Change {
  contest: string;
  epoch: number;
  version: number;
  previousVersion: number;
  asOf: string;
  rows: Row[];
}

/** The board after the change; the same board when it knows the change already; null when there is a gap to ask about. */
export function advance(board: Board, change: Change): Board | null {
  if (change.epoch !== board.epoch) return null;
  if (change.version <= board.version) return board;
  if (change.previousVersion !== board.version) return null;

  const moved = new Map(change.rows.map(row => [row.number, row]));
  const groups = board.groups.map(group => ({
    code: group.code,
    rows: group.rows.map(row => moved.get(row.number) || row).sort(byPlace),
  }));
  return { ...board, version: change.version, asOf: change.asOf, groups };
}

export function votesOf(rows: Row[]): number | undefined {
  return rows.some(row => row.votes === undefined) ? undefined : rows.reduce((sum, row) => sum + (row.votes || 0), 0);
}

/** Before the first vote and mark everybody is first; saying so would be no ranking. */
export function isRanked(rows: Row[]): boolean {
  return rows.some(row => row.rank !== undefined && row.score !== 0);
}

function byPlace(a: Row, b: Row): number {
  return (a.rank || 0) - (b.rank || 0) || a.number - b.number;
}
