// One entry's sheet: kept in this browser at every stroke, saved on the server a moment later, and before anything leaves the page.
import { Fields } from './_fields';
import { isSame, type Queue } from './_queue';
import type { Sender, Sent, Stored } from './_send';

const pause = 600;

export class Sheet {
  readonly entry: number;
  private readonly fields: Fields;
  private readonly status: HTMLElement;
  private readonly conflict: HTMLElement;
  private revision: number;
  private theirs: Stored | null = null;
  private timer = 0;

  constructor(private readonly form: HTMLFormElement, private readonly queue: Queue, private readonly sender: Sender) {
    this.entry = Number(form.dataset.sheet);
    this.status = form.querySelector<HTMLElement>('[data-status]')!;
    this.conflict = form.querySelector<HTMLElement>('[data-conflict]')!;
    this.revision = Number(form.querySelector<HTMLInputElement>('input[name=revision]')!.value);
    this.fields = new Fields(form, () => this.typed());
    form.addEventListener('submit', event => {
      event.preventDefault();
      const button = (event as SubmitEvent).submitter as HTMLButtonElement | null;
      void this.leave(button && button.value === 'stay' ? null : form.dataset.next!);
    });
    this.conflict.addEventListener('click', event => {
      const keep = (event.target as HTMLElement).dataset.keep;
      if (keep) this.choose(keep);
    });
    addEventListener('pagehide', () => {
      const waiting = queue.get(this.entry);
      if (waiting && !waiting.stuck) void sender.send(this.entry, true);
    });
    this.restore();
  }

  /** Whether everything typed is on the server; says why not where it is not. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    const waiting = this.queue.get(this.entry);
    if (!waiting) return true;
    if (waiting.stuck === 'invalid') {
      this.say(this.form.dataset.invalid!, true);
      return false;
    }
    if (this.theirs) {
      this.conflict.scrollIntoView({ block: 'center' });
      return false;
    }
    this.say(this.form.dataset.saving!, false);
    this.tell(await this.sender.send(this.entry));
    return !this.queue.get(this.entry);
  }

  /** What is typed here will be cleared on purpose. */
  drop(): void {
    clearTimeout(this.timer);
    this.queue.remove(this.entry);
  }

  get isInvalid(): boolean { return !this.fields.areValid; }

  private typed(): void {
    clearTimeout(this.timer);
    const before = this.queue.get(this.entry);
    const stuck = this.theirs ? 'conflict' : this.fields.areValid ? undefined : 'invalid';
    this.queue.put(this.entry, {
      ...this.fields.typed, revision: before ? before.revision : this.revision, sent: before ? before.sent : undefined, stuck,
    });
    if (!stuck) this.timer = setTimeout(() => void this.save(), pause) as unknown as number;
  }

  /** What a closed tab or a lost network has left behind goes on from where it was. */
  private restore(): void {
    const waiting = this.queue.get(this.entry);
    if (this.form.dataset.recorded !== 'true') {
      this.typed();
    } else if (waiting) {
      const differs = !isSame(waiting, this.fields.typed);
      this.fields.fill(waiting);
      if (!this.fields.areValid) this.fields.complainAll();
      else {
        if (waiting.stuck) this.queue.put(this.entry, { ...waiting, stuck: undefined });
        void this.save().then(saved => { if (saved && differs) this.say(this.form.dataset.restored!, false); });
      }
    }
  }

  private async leave(to: string | null): Promise<void> {
    if (this.isInvalid) {
      this.fields.complainAll();
      this.say(this.form.dataset.invalid!, true);
    } else if (await this.save()) {
      if (to) location.assign(to);
      else this.say(this.savedNow(), false);
    }
  }

  private tell(sent: Sent): void {
    if (sent.is === 'saved') {
      this.revision = sent.revision;
      document.querySelectorAll<HTMLInputElement>('input[name=revision]').forEach(field => field.value = String(sent.revision));
      this.say(this.savedNow(), false);
      const badge = document.querySelector<HTMLElement>('.sheet-entry [data-state]')!;
      badge.textContent = this.fields.areWhole ? this.form.dataset.marked! : this.form.dataset.started!;
      badge.className = this.fields.areWhole ? 'badge badge-jade' : 'badge';
      // Typed while it was on its way.
      const waiting = this.queue.get(this.entry);
      if (waiting && !waiting.stuck) this.timer = setTimeout(() => void this.save(), pause) as unknown as number;
    } else if (sent.is === 'conflict') {
      this.show(sent.stored);
    } else if (sent.is !== 'nothing') {
      this.say(sent.is === 'refused' ? sent.words : sent.is === 'lost' ? this.form.dataset.offline! : this.form.dataset.signedOut!, true);
    }
  }

  private show(stored: Stored): void {
    this.theirs = stored;
    this.say('', false);
    const [list, texts] = [this.conflict.querySelector<HTMLElement>('[data-theirs]')!, this.conflict.querySelector<HTMLElement>('[data-theirs]')!.dataset];
    list.textContent = '';
    const row = (name: string, value: string) => {
      const [term, detail] = [document.createElement('dt'), document.createElement('dd')];
      [term.textContent, detail.textContent] = [name, value];
      list.append(term, detail);
    };
    if (stored.stance === 'abstained') {
      row(texts.abstained!, '');
      row(texts.reason!, stored.reason || '');
    } else {
      for (const code of Object.keys(this.fields.typed.marks))
        row(this.fields.nameOf(code), code in stored.marks ? String(stored.marks[code]) : texts.none!);
      if (stored.comment) row(texts.comment!, stored.comment);
    }
    this.conflict.hidden = false;
    this.conflict.scrollIntoView({ block: 'center' });
  }

  private choose(keep: string): void {
    const stored = this.theirs!;
    this.conflict.hidden = true;
    this.theirs = null;
    if (keep === 'theirs') {
      this.drop();
      location.reload();
      return;
    }
    this.revision = stored.revision;
    this.queue.put(this.entry, { ...this.fields.typed, revision: stored.revision, stuck: this.fields.areValid ? undefined : 'invalid' });
    void this.save();
  }

  private savedNow(): string {
    return this.form.dataset.saved!.replace('{0}', new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false }));
  }

  private say(text: string, wait: boolean): void {
    this.status.textContent = text;
    this.status.classList.toggle('wait', wait);
  }
}
