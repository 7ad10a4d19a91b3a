// Bundles every island (a file of this folder without a leading "_") into wwwroot/js, for old web views too.
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';

const islands = readdirSync('.').filter(name => name.endsWith('.ts') && !name.startsWith('_'));
await build({
  entryPoints: islands,
  outdir: '../wwwroot/js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2018',
  legalComments: 'none',
  charset: 'utf8',
});
