// Packs workspace packages together with the workspace packages that they depend on, for a project outside of this clone:
//   npm run pack -- FOLDER auto mini-bert   # then, in the project: npm install FOLDER/*.tgz
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each package that can be installed: its name without the scope, and the workspace packages that it needs. */
const needs = new Map();
for (const folder of ['packages', 'packages/bundled-models']) {
  for (const { name: entry } of readdirSync(join(root, folder), { withFileTypes: true })) {
    const manifest = readManifest(join(root, folder, entry, 'package.json'));
    if (!manifest) continue;
    needs.set(
      shortName(manifest.name),
      Object.keys(manifest.dependencies ?? {})
        .filter(isOurs)
        .map(shortName),
    );
  }
}

const [destination, ...names] = process.argv.slice(2);
const unknown = names.filter((name) => !needs.has(shortName(name)));
if (!destination || names.length === 0 || unknown.length > 0) {
  console.error(
    (unknown.length > 0 ? `There is no package ${unknown.join(', ')}. ` : '') +
      `Call: npm run pack -- FOLDER PACKAGE ...\nwith packages of ${[...needs.keys()].sort().join(', ')}`,
  );
  process.exit(2);
}

const wanted = new Set(names.map(shortName));
for (const name of wanted) for (const needed of needs.get(name)) wanted.add(needed); // a Set's loop visits what is added to it

const folder = resolve(process.env.INIT_CWD ?? '.', destination);
mkdirSync(folder, { recursive: true });
const workspaces = [...wanted].map((name) => `--workspace=@automodel/${name}`);
execFileSync('npm', ['pack', '--silent', `--pack-destination=${folder}`, ...workspaces], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
console.log(`${wanted.size} packages lie in ${folder}. In your project:`);
console.log(`ONNXRUNTIME_NODE_INSTALL=skip npm install ${folder}/*.tgz`);

function readManifest(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined; // a file or a folder of packages, no package
    throw error;
  }
}

function isOurs(name) {
  return name.startsWith('@automodel/');
}

function shortName(name) {
  return name.replace('@automodel/', '');
}
