// Voting without leaving the list. Without this script the same forms are sent by the browser.
import { cast, type Outcome } from './_ballot';
import { countDown } from './_countdown';
import { follow, show, votesOf } from './_standing';

const texts = document.getElementById('vote')!.dataset;

document.addEventListener('submit', event => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.entry) return;
  event.preventDefault();
  if (!form.dataset.busy) void vote(form, Number(form.dataset.entry));
});

async function vote(form: HTMLFormElement, entry: number): Promise<void> {
  const button = form.querySelector('button')!;
  const word = form.parentElement!.querySelector<HTMLElement>('.entry-word')!;
  form.dataset.busy = 'yes';
  button.setAttribute('aria-disabled', 'true');
  say(button, texts.sending!);
  word.className = 'entry-word';
  word.textContent = '';
  const outcome = await cast(texts.slug!, entry, texts.resets || '', {
    wait() {
      word.className = 'entry-word wait';
      word.textContent = texts.waiting!;
    },
    check(words, stop) {
      say(button, texts.checking!);
      word.className = 'entry-word wait';
      word.textContent = words + ' ';
      const end = document.createElement('button');
      end.type = 'button';
      end.className = 'link';
      end.textContent = texts.stop!;
      end.addEventListener('click', stop);
      word.append(end);
    },
  });
  // No WebCrypto here: the form's own way leads to a page where waiting stands for work.
  if (outcome.is === 'unsolvable') form.submit();
  else settle(outcome, form, button, word, entry);
}

function settle(outcome: Exclude<Outcome, { is: 'unsolvable' }>, form: HTMLFormElement, button: HTMLButtonElement, word: HTMLElement, entry: number): void {
  word.className = 'entry-word';
  if (outcome.is === 'recorded') {
    const { ballotId, remaining, logIndex, leafHash } = outcome.answer;
    show(texts, entry, votesOf(entry) + 1);
    countOneMore();
    left(remaining);
    word.classList.add('good');
    word.textContent = texts.recorded + ' ';
    word.append(link(`/c/${texts.slug}/b/${ballotId}`, texts.receipt!), ' · ');
    const hash = leafHash.replace(/\+/g, '-').replace(/\//g, '_').replace('=', '');
    word.append(link(`/c/${texts.slug}/verify#i=${logIndex}&h=${hash}`, texts.check!));
    if (texts.again && remaining > 0) free(form, button, texts.again);
    else done(button);
    return;
  }
  if (outcome.is === 'stopped') {
    word.textContent = '';
    free(form, button, texts.cast!);
    return;
  }
  word.textContent = outcome.is === 'lost' ? texts.lost! : outcome.words;
  if (outcome.is === 'refused' && outcome.code === 'identity-required')
    word.append(' ', link(`/c/${texts.slug}/voter?entry=${entry}`, texts.identify!));
  if (outcome.is === 'refused' && outcome.code === 'already-voted') {
    done(button);
    void askLeft();
    return;
  }
  if (outcome.is === 'refused' && outcome.code === 'quota-exhausted') {
    left(0);
    say(button, texts.spent!);
    return;
  }
  free(form, button, outcome.is === 'lost' || outcome.code === 'busy' ? texts.retry! : texts.cast!);
}

function link(address: string, text: string): HTMLAnchorElement {
  const to = document.createElement('a');
  to.href = address;
  to.textContent = text;
  return to;
}

function free(form: HTMLFormElement, button: HTMLButtonElement, text: string): void {
  delete form.dataset.busy;
  button.removeAttribute('aria-disabled');
  say(button, text);
}

/** The button stays where it is, so that the keyboard does; it does nothing any more. */
function done(button: HTMLButtonElement): void {
  button.className = 'button button-done';
  say(button, texts.done!);
}

function say(button: HTMLButtonElement, text: string): void {
  button.querySelector('span')!.textContent = text;
}

function countOneMore(): void {
  const sum = document.querySelector('[data-total]');
  if (sum) sum.textContent = (Number(sum.textContent!.replace(/\D/g, '')) + 1).toLocaleString('en');
}

function left(votes: number): void {
  const number = document.querySelector('[data-left]');
  if (number) number.textContent = String(votes);
  if (votes > 0) return;
  const line = document.querySelector('.bar-quota');
  if (line && texts.fresh) line.textContent = texts.fresh;
  document.querySelectorAll<HTMLFormElement>('form[data-entry]:not([data-busy])').forEach(form => {
    const spent = document.createElement('span');
    spent.className = 'entry-vote entry-off';
    spent.textContent = texts.spent!;
    form.replaceWith(spent);
  });
}

/** Voted elsewhere, in another tab or before going back: the bar shows what is left now. */
async function askLeft(): Promise<void> {
  try {
    const response = await fetch(`/api/contests/${texts.slug}/voter`, { credentials: 'same-origin' });
    if (response.ok) left((await response.json()).remaining);
  } catch { /* The bar stays as it was. */ }
}

const clock = document.querySelector<HTMLElement>('[data-until]');
if (clock) countDown(clock);
if (texts.poll) follow(texts, Number(texts.poll));

// Where a ballot takes several entries: how many are ticked, also after the browser brought the page back.
const chosen = document.querySelector<HTMLElement>('[data-chosen]');
function countChosen(): void {
  const boxes = document.querySelectorAll('input[form=ballot]:checked').length;
  if (boxes > 0 || chosen!.dataset.counted) chosen!.textContent = chosen!.dataset.chosen!.replace('{0}', String(boxes));
  chosen!.dataset.counted = 'yes';
}
if (chosen) {
  document.addEventListener('change', countChosen);
  addEventListener('pageshow', countChosen);
}

const copy = document.querySelector<HTMLButtonElement>('[data-copy]');
if (copy) {
  const field = document.getElementById('link') as HTMLInputElement;
  copy.hidden = false;
  copy.addEventListener('click', async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand('copy'); // Old web views, and pages on plain http.
    }
    document.querySelector('[data-copied]')!.textContent = texts.copied!;
  });
}

// A refusal that the browser brought by the form: begin reading there.
document.querySelector<HTMLElement>('.error-summary')?.focus();
