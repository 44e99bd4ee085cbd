// Writes a brotli and a gzip form beside every file of the build that gains by it, for the host to serve as they are.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const KINDS = /\.(js|css|html|svg|json)$/;

function* files(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path);
    else yield path;
  }
}

for (const path of files('dist')) {
  // The start page gets its nonce when it is served, so no form of it can be made ahead.
  if (!KINDS.test(path) || path.endsWith('index.html')) continue;
  const whole = readFileSync(path);
  const br = brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  if (br.length < whole.length) writeFileSync(`${path}.br`, br);
  const gz = gzipSync(whole, { level: 9 });
  if (gz.length < whole.length) writeFileSync(`${path}.gz`, gz);
}
