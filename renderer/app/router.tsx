import Button from '@mui/material/Button'
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router'
import { problemOf } from '../api/problem.ts'
import { Empty, Page } from '../ui/page.tsx'
import { ProblemCard } from '../ui/problem-card.tsx'
import { ScreenLoading } from './screen-loading.tsx'
import { screens } from './screens.ts'
import { Frame } from './frame.tsx'
import {
  activitySearch,
  clusterSearch,
  esxiSearch,
  inventorySearch,
  preflightSearch,
  reportsSearch,
  runSearch,
  vaultSearch,
  wizardVmsSearch,
} from './search.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: Broken })
const overview = createRoute({ getParentRoute: () => root, path: '/', component: screens.OverviewPage })
const providers = createRoute({
  getParentRoute: () => root,
  path: '/providers',
  component: screens.ProvidersPage,
})
const cluster = createRoute({
  getParentRoute: () => root,
  path: '/providers/$providerId',
  component: screens.ClusterPage,
  validateSearch: clusterSearch,
})
const inventory = createRoute({
  getParentRoute: () => root,
  path: '/inventory',
  component: screens.InventoryPage,
  validateSearch: inventorySearch,
})
const esxi = createRoute({
  getParentRoute: () => root,
  path: '/hosts',
  component: screens.EsxiPage,
  validateSearch: esxiSearch,
})
const preflight = createRoute({
  getParentRoute: () => root,
  path: '/preflight',
  component: screens.PreflightPage,
  validateSearch: preflightSearch,
})
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: screens.ReportsPage,
  validateSearch: reportsSearch,
})
const plans = createRoute({ getParentRoute: () => root, path: '/plans', component: screens.PlansPage })
const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  component: screens.ActivityPage,
  validateSearch: activitySearch,
})
const vault = createRoute({
  getParentRoute: () => root,
  path: '/vault',
  component: screens.VaultPage,
  validateSearch: vaultSearch,
})
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: screens.SettingsPage,
})
const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$runId',
  component: screens.RunPage,
  validateSearch: runSearch,
})

const wizard = createRoute({ getParentRoute: () => root, path: '/wizard', component: screens.WizardLayout })
const wizardStart = createRoute({
  getParentRoute: () => wizard,
  path: '/',
  beforeLoad: () => {
    // The router's own way to say "go elsewhere" is to throw this.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    throw redirect({ to: '/wizard/connect' })
  },
})
const connect = createRoute({
  getParentRoute: () => wizard,
  path: '/connect',
  component: screens.ConnectStep,
})
const vms = createRoute({
  getParentRoute: () => wizard,
  path: '/vms',
  component: screens.VmsStep,
  validateSearch: wizardVmsSearch,
})
const mapping = createRoute({
  getParentRoute: () => wizard,
  path: '/mapping',
  component: screens.MappingStep,
})
const wizardHosts = createRoute({
  getParentRoute: () => wizard,
  path: '/hosts',
  component: screens.HostsStep,
})
const review = createRoute({ getParentRoute: () => wizard, path: '/review', component: screens.ReviewStep })

const tree = root.addChildren([
  overview,
  providers,
  cluster,
  inventory,
  esxi,
  preflight,
  plans,
  reports,
  vault,
  activity,
  settings,
  run,
  wizard.addChildren([wizardStart, connect, vms, mapping, wizardHosts, review]),
])

/** All screens. The address behind the # names one, with its filters. */
export function createAppRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree: tree,
    history,
    // The old screen stays until the new one is there, or until the eye takes it for a wait (ms).
    defaultPendingMs: 300,
    defaultPendingMinMs: 0,
    defaultPendingComponent: ScreenLoading,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
  })
}

export type AppRouter = ReturnType<typeof createAppRouter>

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter
  }
}

function NotFound() {
  return (
    <Page title="There is no such screen">
      <Empty title="The address names a screen that does not exist">
        Choose one at the side, or press Ctrl+K.
      </Empty>
    </Page>
  )
}

function Broken({ error }: { readonly error: unknown }) {
  return (
    <Page title="This screen has failed">
      <ProblemCard
        problem={{
          ...problemOf(error),
          message: 'This screen has a fault and cannot be shown.',
          meaning: 'Runs are not affected by it.',
          remedy: 'Load the page again. If it comes back, copy this and report it.',
        }}
        action={
          <Button size="small" variant="outlined" onClick={() => location.reload()}>
            Load the page again
          </Button>
        }
      />
    </Page>
  )
}
