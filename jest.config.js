// JupyterLab's configuration is for a whole run; a project may not hold these
const { reporters, coverageReporters, coverageDirectory, testTimeout, ...lab } =
  require('@jupyterlab/testing/lib/jest-config')(__dirname);

// published as ES modules only; JupyterLab's own list leaves out its packages
const esModules = [
  '@codemirror',
  '@jupyter/react-components',
  '@jupyter/web-components',
  '@jupyter/ydoc',
  '@jupyterlab/',
  '@marijn',
  '@microsoft',
  'color',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

const common = {
  rootDir: __dirname,
  // these hold copies of package.json, and jest wants a name only once
  modulePathIgnorePatterns: [
    '<rootDir>/cellheat/labextension',
    '<rootDir>/dist',
    '<rootDir>/\\.kernels',
    '<rootDir>/\\.stamps',
    '<rootDir>/\\.venv',
    '<rootDir>/work'
  ],
  testPathIgnorePatterns: ['<rootDir>/lib/', '/node_modules/']
};

// lint checks the types; here that would only cost time
const typescript = [
  'ts-jest',
  { tsconfig: '<rootDir>/tsconfig.test.json', transpilation: true, diagnostics: false }
];

module.exports = {
  testTimeout: 10000,
  projects: [
    {
      ...common,
      // plain Node: proves that the model needs neither JupyterLab nor a page
      displayName: 'model',
      testEnvironment: 'node',
      testRegex: '/test/unit/model/.*\\.spec\\.ts$',
      transform: { '^.+\\.ts$': typescript }
    },
    {
      ...lab,
      ...common,
      displayName: 'lab',
      testRegex: '/test/unit/(?!model/).*\\.spec\\.tsx?$',
      transform: { ...lab.transform, '^.+\\.tsx?$': typescript },
      transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
    }
  ]
};
