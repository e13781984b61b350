/** The one map of procedures. Every door calls these and nothing else. */
import type { ContractRouterClient } from '@orpc/contract'
import { audit } from './audit.ts'
import { esxi } from './esxi.ts'
import { inventory } from './inventory.ts'
import { lab } from './lab.ts'
import { migrations } from './migrations.ts'
import { plans } from './plans.ts'
import { preflight } from './preflight.ts'
import { probes } from './probes.ts'
import { providers } from './providers.ts'
import { session } from './session.ts'
import { target } from './target.ts'
import { vault } from './vault.ts'

export const contract = {
  session,
  vault,
  audit,
  providers,
  inventory,
  esxi,
  target,
  probes,
  preflight,
  plans,
  migrations,
  lab,
}

export type Contract = typeof contract
/** What a door hands to its user: the contract as callable functions. */
export type Client = ContractRouterClient<Contract>
