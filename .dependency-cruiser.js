/** The layers of the house. Each rule here has a planted violation in test/rules/layers.test.ts. */

/** Tests and what only they use: both may reach everything that production code may not. */
const tests = ['\\.test\\.tsx?$', '/test-support/']

/** What no service owns: taking turns, and whether a process lives. */
const COMMON = '^electron/(breath|is-alive|unless-aborted|until-aborted)\\.ts$'

const service = (name) => ({
  name: `service-${name}-stands-alone`,
  comment: `electron/${name} reaches another service only through the interface that backend.ts hands in.`,
  severity: 'error',
  from: { path: `^electron/${name}/`, pathNot: tests },
  to: {
    path: '^electron/',
    pathNot: [`^electron/${name}/`, '^electron/[^/]+/service\\.ts$', COMMON],
  },
})

const services = [
  'vsphere',
  'esxi',
  'cluster',
  'vault',
  'journal',
  'providers',
  'probes',
  'migration',
  'preflight',
  'report',
  'settings',
  'audit',
  'lab',
]

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ holds no I/O: no Node, no DOM, no other layer.',
      severity: 'error',
      from: { path: '^shared/', pathNot: tests },
      to: {
        pathNot: [
          '^shared/',
          'node_modules/(zod|yaml|saxes|@orpc/contract|@kubevirt-ui-ext/kubevirt-api|@noble/hashes)/',
        ],
      },
    },
    {
      name: 'renderer-talks-through-the-contract',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { path: '^(electron|test)/' },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-does-not-know-the-renderer',
      severity: 'error',
      from: { path: '^(electron|shared)/', pathNot: tests },
      to: { path: '^(renderer|test)/' },
    },
    {
      name: 'only-the-shell-imports-electron',
      severity: 'error',
      from: { pathNot: ['^electron/(main|preload)\\.ts$', '^electron/shell/', '^test/'] },
      to: { path: '(^|node_modules/)electron(/|$)', pathNot: '^electron/' },
    },
    {
      name: 'services-are-wired-in-backend-only',
      comment: 'The api layer, the shells and the doors see interfaces; backend.ts sees the services.',
      severity: 'error',
      from: { path: '^electron/(api|shell|server|cli)/' },
      to: { path: `^electron/(${services.join('|')})/`, pathNot: '/service\\.ts$' },
    },
    {
      name: 'service-interfaces-are-types',
      comment: 'A service.ts holds types only, so importing one never loads the service.',
      severity: 'error',
      from: { path: '^electron/[^/]+/service\\.ts$' },
      to: { pathNot: ['^shared/', '^electron/[^/]+/service\\.ts$'] },
    },
    {
      name: 'only-tests-use-test-support',
      comment: 'What a test-support folder holds never ships.',
      severity: 'error',
      from: { pathNot: [...tests, '^test/'] },
      to: { path: '/test-support/' },
    },
    ...services.map(service),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'default', 'types'],
    },
  },
}
