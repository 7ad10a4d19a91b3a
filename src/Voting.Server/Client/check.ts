// A ballot that came by its form and has to be paid for: the calculation runs, then the form is sent again with its result.
import { canSolve, solve } from './_solve';

const form = document.getElementById('check') as HTMLFormElement;
const progress = document.getElementById('progress')!;

async function work(): Promise<void> {
  form.querySelector('button')?.remove();
  progress.textContent = form.dataset.working!;
  const found = await solve(JSON.parse(form.dataset.challenge!));
  (form.elements.namedItem('altcha') as HTMLInputElement).value = found || '';
  progress.textContent = form.dataset.done!;
  form.submit();
}

// No WebCrypto: waiting stands for work, as without script.
if (canSolve()) void work();
