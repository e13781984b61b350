import { lazyRouteComponent } from '@tanstack/react-router'

/** Each screen is a file of its own: the first one shows before the others have come. */
const FILES = {
  ActivityPage: () => import('../features/activity/activity-page.tsx'),
  ClusterPage: () => import('../features/cluster/cluster-page.tsx'),
  EsxiPage: () => import('../features/esxi/esxi-page.tsx'),
  InventoryPage: () => import('../features/inventory/inventory-page.tsx'),
  OverviewPage: () => import('../features/overview/overview-page.tsx'),
  PlansPage: () => import('../features/plans/plans-page.tsx'),
  PreflightPage: () => import('../features/preflight/preflight-page.tsx'),
  ProvidersPage: () => import('../features/providers/providers-page.tsx'),
  ReportsPage: () => import('../features/reports/reports-page.tsx'),
  RunPage: () => import('../features/run/run-page.tsx'),
  SettingsPage: () => import('../features/settings/settings-page.tsx'),
  VaultPage: () => import('../features/vault/vault-page.tsx'),
  ConnectStep: () => import('../features/wizard/connect-step.tsx'),
  HostsStep: () => import('../features/wizard/hosts-step.tsx'),
  MappingStep: () => import('../features/wizard/mapping-step.tsx'),
  ReviewStep: () => import('../features/wizard/review-step.tsx'),
  VmsStep: () => import('../features/wizard/vms-step.tsx'),
  WizardLayout: () => import('../features/wizard/wizard-layout.tsx'),
} as const

export const screens = {
  ActivityPage: lazyRouteComponent(FILES.ActivityPage, 'ActivityPage'),
  ClusterPage: lazyRouteComponent(FILES.ClusterPage, 'ClusterPage'),
  EsxiPage: lazyRouteComponent(FILES.EsxiPage, 'EsxiPage'),
  InventoryPage: lazyRouteComponent(FILES.InventoryPage, 'InventoryPage'),
  OverviewPage: lazyRouteComponent(FILES.OverviewPage, 'OverviewPage'),
  PlansPage: lazyRouteComponent(FILES.PlansPage, 'PlansPage'),
  PreflightPage: lazyRouteComponent(FILES.PreflightPage, 'PreflightPage'),
  ProvidersPage: lazyRouteComponent(FILES.ProvidersPage, 'ProvidersPage'),
  ReportsPage: lazyRouteComponent(FILES.ReportsPage, 'ReportsPage'),
  RunPage: lazyRouteComponent(FILES.RunPage, 'RunPage'),
  SettingsPage: lazyRouteComponent(FILES.SettingsPage, 'SettingsPage'),
  VaultPage: lazyRouteComponent(FILES.VaultPage, 'VaultPage'),
  ConnectStep: lazyRouteComponent(FILES.ConnectStep, 'ConnectStep'),
  HostsStep: lazyRouteComponent(FILES.HostsStep, 'HostsStep'),
  MappingStep: lazyRouteComponent(FILES.MappingStep, 'MappingStep'),
  ReviewStep: lazyRouteComponent(FILES.ReviewStep, 'ReviewStep'),
  VmsStep: lazyRouteComponent(FILES.VmsStep, 'VmsStep'),
  WizardLayout: lazyRouteComponent(FILES.WizardLayout, 'WizardLayout'),
}

/** Fetches what is left of the screens while nothing else is to do: they open even when the server is away then. */
export async function preloadScreens(): Promise<void> {
  // One that does not come now is asked for again when it is opened, and says so there.
  await Promise.allSettled(Object.values(FILES).map((load) => load()))
}
