// An ESLint rule: who in src/ may import whom. It resolves the path, which
// no-restricted-imports cannot, so that the depth of a folder does not matter.
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');

// A part of src/ is a folder, or a file right in it; of src/model/, each folder in it.
// Who may import `model` may import all of its folders.
const MAY_IMPORT = {
  index: [
    'teaching',
    'watching',
    'commands',
    'views',
    'editor',
    'lessons',
    'comparing',
    'slowest',
    'catalogues',
    'selection',
    'reloads',
    'settings',
    'versions',
    'store',
    'kernel',
    'tokens',
    'model'
  ],
  commands: ['kernel', 'lessons', 'comparing', 'store', 'tokens', 'model'],
  views: ['store', 'tokens', 'model'],
  editor: ['store', 'tokens', 'model'],
  // the plugin with the lessons
  teaching: ['commands', 'views', 'lessons', 'comparing', 'kernel', 'tokens', 'model'],
  // the plugin with comparisons while they run
  watching: ['commands', 'views', 'lessons', 'comparing', 'kernel', 'tokens', 'model'],
  comparing: ['kernel', 'tokens', 'model'],
  slowest: ['kernel', 'tokens', 'model'],
  // what the notebook tells the store
  selection: ['kernel', 'store', 'tokens', 'model'],
  catalogues: ['kernel', 'store', 'tokens', 'model'],
  reloads: ['store', 'tokens', 'model'],
  settings: ['model'],
  versions: ['model'],
  kernel: ['tokens', 'model'],
  store: ['tokens', 'model'],
  lessons: ['tokens', 'model'],
  tokens: ['model'],
  'model/lesson': ['model/kernel', 'model/comparison', 'model/contract', 'model/words'],
  'model/kernel': ['model/instruments', 'model/contract', 'model/words'],
  'model/slowest': ['model/kernel', 'model/words'],
  'model/comparison': ['model/profile', 'model/contract', 'model/words'],
  'model/profile': ['model/instruments', 'model/contract', 'model/words'],
  'model/instruments': ['model/contract', 'model/words'],
  'model/reading': ['model/contract'],
  'model/contract': [],
  'model/words': []
};

// Only these parts are held to a list of packages; null: as types only.
const PACKAGES = {
  tokens: { '@lumino/coreutils': true, '@lumino/signaling': null },
  model: { '@noble/hashes': true }
};

function partOf(path) {
  const [first, ...rest] = relative(src, path).split(sep);
  if (first === 'model' && rest.length > 1) {
    return `${first}/${rest[0]}`;
  }
  return first === '..' ? null : rest.length ? first : first.replace(/\.tsx?$/, '');
}

const outer = part => part.split('/')[0];

function complaint(from, file, source, typeOnly) {
  if (!source.startsWith('.')) {
    const packages = PACKAGES[outer(from)];
    if (!packages) {
      return null;
    }
    const name = source.split('/', source.startsWith('@') ? 2 : 1).join('/');
    if (packages[name] === true || (packages[name] === null && typeOnly)) {
      return null;
    }
    return name in packages
      ? `${from} may import ${name} as a type only`
      : `${from} may not import the package ${name}`;
  }
  const to = partOf(resolve(dirname(file), source));
  if (to === null) {
    // pictures are the only things outside that the code needs
    return PACKAGES[outer(from)] || !/\/style\/.*\.svg$/.test(source)
      ? `${from} may not import from outside src: ${source}`
      : null;
  }
  const allowed = MAY_IMPORT[from];
  if (to === from || allowed.includes(to) || allowed.includes(outer(to))) {
    return null;
  }
  return `${from} may not import ${to} (it may import ${allowed.join(', ') || 'nothing'})`;
}

export default {
  rules: {
    order: {
      meta: { type: 'problem', schema: [], messages: { no: '{{text}}' } },
      create(context) {
        const from = partOf(context.filename);
        if (!(from in MAY_IMPORT)) {
          return {
            Program: node =>
              context.report({
                node,
                messageId: 'no',
                data: { text: `scripts/layers.mjs does not say what src/${from} may import` }
              })
          };
        }
        const check = (node, source, typeOnly) => {
          const text =
            typeof source?.value === 'string' &&
            complaint(from, context.filename, source.value, typeOnly);
          if (text) {
            context.report({ node, messageId: 'no', data: { text } });
          }
        };
        const allTypes = node =>
          node.importKind === 'type' ||
          node.exportKind === 'type' ||
          (node.specifiers?.length > 0 && node.specifiers.every(s => s.importKind === 'type'));
        return {
          ImportDeclaration: node => check(node, node.source, allTypes(node)),
          ExportNamedDeclaration: node => check(node, node.source, allTypes(node)),
          ExportAllDeclaration: node => check(node, node.source, allTypes(node)),
          ImportExpression: node => check(node, node.source, false),
          TSImportType: node => check(node, node.source ?? node.argument?.literal, true)
        };
      }
    }
  }
};
