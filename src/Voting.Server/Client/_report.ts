// Shows results in the page. All words stand in it already, in its language; here the right ones are shown and filled in.
import { ballotOf, parseLeaf } from './_leaf';
import type { Tell, Verdict } from './_check';

type Values = { [name: string]: string | number };

export class Report {
  constructor(private readonly page: HTMLElement, private readonly slug: string, private readonly language: string) { }

  begin(): void {
    this.page.hidden = false;
    this.page.querySelectorAll<HTMLElement>('[data-step]').forEach(step => show(step, 'open', 'waiting', {}));
    this.part('ballot').hidden = true;
    this.part('heads').hidden = true;
    this.verdict('checking');
  }

  readonly tell: Tell = (step, is, why, values = {}) => {
    const readable: Values = {};
    for (const name of Object.keys(values)) {
      const value = values[name]!;
      readable[name] = typeof value === 'number' && name !== 'index' ? value.toLocaleString(this.language) : value;
    }
    show(this.page.querySelector<HTMLElement>(`[data-step="${step}"]`)!, is, why, readable);
  };

  async end(verdict: Verdict): Promise<void> {
    const leaf = verdict.leaf === null ? null : parseLeaf(verdict.leaf);
    this.verdict(verdict.is === 'proven' && leaf && !ballotOf(leaf) ? 'proven-line' : verdict.is);
    if (verdict.heads) {
      this.part('heads').hidden = false;
      this.part('heads').querySelector('textarea')!.value = verdict.heads;
    }
    if (leaf && (verdict.is === 'proven' || verdict.is === 'not-compared')) await this.showLine(verdict, leaf);
  }

  verdict(is: string): void {
    const box = this.part('verdict');
    box.className = `verdict verdict-${is}`;
    choose(box, is);
  }

  private async showLine(verdict: Verdict, leaf: { [name: string]: unknown }): Promise<void> {
    const ballot = ballotOf(leaf);
    const at = Number(ballot ? ballot.at : leaf.t);
    const page = this.part('ballot');
    page.hidden = false;
    this.part('index').textContent = String(verdict.index);
    this.part('at').textContent = page.dataset.zoned!.replace('{0}', new Date(at).toLocaleString(this.language, {
      timeZone: page.dataset.zone, year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit',
      hour12: false,
    }));
    this.part('leaf').textContent = verdict.leaf;
    const list = this.part('entries');
    list.hidden = !ballot;
    list.textContent = '';
    const titles = await Promise.all(ballot ? ballot.entries.map(number => this.titleOf(number)) : []);
    titles.forEach((title, i) => {
      const number = ballot!.entries[i]!;
      const [item, badge, link] = [document.createElement('li'), document.createElement('span'), document.createElement('a')];
      badge.className = 'badge';
      badge.textContent = list.dataset.number!.replace('{0}', ('00' + number).slice(-Math.max(3, String(number).length)));
      link.href = `/c/${this.slug}/e/${number}`;
      link.textContent = title;
      item.append(badge, ' ', link);
      list.append(item);
    });
  }

  /** For reading only: the log has numbers, and the published list of entries says which is which. */
  private async titleOf(number: number): Promise<string> {
    try {
      const response = await fetch(`/api/contests/${this.slug}/entries/${number}`, { credentials: 'omit' });
      return response.ok ? (await response.json()).title : '';
    } catch {
      return '';
    }
  }

  private part(name: string): HTMLElement { return this.page.querySelector<HTMLElement>(`[data-part="${name}"]`)!; }
}

function show(step: HTMLElement, is: string, why: string, values: Values): void {
  step.className = `check check-${is}`;
  step.querySelectorAll<HTMLElement>('[data-is]').forEach(badge => badge.hidden = badge.dataset.is !== is);
  choose(step, why, values);
}

/** Of the texts in `box` the one of this name, with its values; without such a text none. */
function choose(box: HTMLElement, name: string, values: Values = {}): void {
  box.querySelectorAll<HTMLElement>('[data-why]').forEach(text => {
    text.hidden = text.dataset.why !== name;
    if (text.hidden || text.childElementCount > 0) return;
    text.dataset.text = text.dataset.text || text.textContent!;
    text.textContent = text.dataset.text.replace(/\{(\w+)\}/g, (whole, value) => value in values ? String(values[value]) : whole);
  });
}
