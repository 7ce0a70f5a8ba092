import eslint from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import layers from './scripts/layers.mjs';

const every = plugin => Object.keys(plugin.rules);

// a profile, an output and a lesson are text from elsewhere
const HTML = 'Text from a document or a kernel must never be read as HTML: set textContent.';
const HTML_NAMES = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'createContextualFragment',
  'setHTMLUnsafe',
  'srcdoc'
];
const named = name => [
  `JSXAttribute[name.name="${name}"]`,
  `Property[key.name="${name}"]`,
  `Property[key.value="${name}"]`
];

export default tseslint.config(
  {
    ignores: [
      '**/node_modules',
      '.kernels',
      '.stamps',
      '.venv',
      '.yarn',
      'cellheat',
      'coverage',
      'dist',
      'lib',
      'reports',
      'test/ui/test-results',
      'work'
    ]
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      // JupyterLab's way to keep an interface's options beside it
      '@typescript-eslint/no-namespace': 'off',
      curly: 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { jupyter, layers },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      ...Object.fromEntries(every(jupyter).map(name => [`jupyter/${name}`, 'error'])),
      'layers/order': 'error',
      'jupyter/prefer-lazy-imports': [
        'error',
        {
          // activation needs these at once
          ignoreImports: [
            './catalogues',
            './commands',
            './comparing/comparings',
            './comparing/goingon',
            './comparing/slots',
            './kernel/links',
            './kernel/measurers',
            './kernel/profilers',
            './lessons/catalogue',
            './lessons/files',
            './lessons/guessing',
            './lessons/lessons',
            './lessons/measures',
            './lessons/notebooks',
            './lessons/progress',
            './reloads',
            './selection',
            './slowest/slowest',
            './store',
            './teaching',
            './versions',
            './views/comparison/progress',
            './views/guess',
            './views/lessons',
            './views/panel',
            './views/renderer',
            './views/toolbar',
            './watching'
          ]
        }
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      'no-eval': 'error',
      '@typescript-eslint/no-implied-eval': 'error',
      'no-restricted-properties': [
        'error',
        ...HTML_NAMES.map(property => ({ property, message: HTML })),
        { object: 'document', property: 'write', message: HTML },
        { object: 'document', property: 'writeln', message: HTML }
      ],
      'no-restricted-syntax': [
        'error',
        ...['dangerouslySetInnerHTML', 'srcDoc', ...HTML_NAMES]
          .flatMap(named)
          .map(selector => ({ selector, message: HTML }))
      ]
    }
  },
  {
    files: ['*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', module: 'writable', require: 'readonly' }
    },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unused-vars': 'off'
    }
  },
  {
    files: ['scripts/**/*.mjs'],
    languageOptions: {
      globals: {
        clearTimeout: 'readonly',
        console: 'readonly',
        process: 'readonly',
        setTimeout: 'readonly'
      }
    }
  },
  {
    files: ['style/**/*.js'],
    languageOptions: { sourceType: 'module' }
  },
  prettier
);
