import Button from '@mui/material/Button'
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  type RouterHistory,
} from '@tanstack/react-router'
import { ActivityPage } from '../features/activity/activity-page.tsx'
import { InventoryPage } from '../features/inventory/inventory-page.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { PlansPage } from '../features/plans/plans-page.tsx'
import { ProvidersPage } from '../features/providers/providers-page.tsx'
import { RunPage } from '../features/run/run-page.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { ConnectStep } from '../features/wizard/connect-step.tsx'
import { MappingStep } from '../features/wizard/mapping-step.tsx'
import { ReviewStep } from '../features/wizard/review-step.tsx'
import { VmsStep } from '../features/wizard/vms-step.tsx'
import { WizardLayout } from '../features/wizard/wizard-layout.tsx'
import { problemOf } from '../api/problem.ts'
import { Empty, Page } from '../ui/page.tsx'
import { ProblemCard } from '../ui/problem-card.tsx'
import { Frame } from './frame.tsx'
import { activitySearch, inventorySearch, runSearch, wizardVmsSearch } from './search.ts'

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound, errorComponent: Broken })
const under = <P extends string>(path: P) => ({ getParentRoute: () => root, path })

const wizard = createRoute({ ...under('/wizard'), component: WizardLayout })
const inWizard = <P extends string>(path: P) => ({ getParentRoute: () => wizard, path })

const tree = root.addChildren([
  createRoute({ ...under('/'), component: OverviewPage }),
  createRoute({ ...under('/providers'), component: ProvidersPage }),
  createRoute({ ...under('/inventory'), component: InventoryPage, validateSearch: inventorySearch }),
  createRoute({ ...under('/plans'), component: PlansPage }),
  createRoute({ ...under('/activity'), component: ActivityPage, validateSearch: activitySearch }),
  createRoute({ ...under('/settings'), component: SettingsPage }),
  createRoute({ ...under('/runs/$runId'), component: RunPage, validateSearch: runSearch }),
  wizard.addChildren([
    createRoute({
      ...inWizard('/'),
      beforeLoad: () => {
        // The router's own way to say "go elsewhere" is to throw this.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw redirect({ to: '/wizard/connect' })
      },
    }),
    createRoute({ ...inWizard('/connect'), component: ConnectStep }),
    createRoute({ ...inWizard('/vms'), component: VmsStep, validateSearch: wizardVmsSearch }),
    createRoute({ ...inWizard('/mapping'), component: MappingStep }),
    createRoute({ ...inWizard('/review'), component: ReviewStep }),
  ]),
])

/** All screens. The address behind the # names one, with its filters. */
export function createAppRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({
    routeTree: tree,
    history,
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
