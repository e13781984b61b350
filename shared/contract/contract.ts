/** The one map of procedures. Every door calls these and nothing else. */
import type { ContractRouterClient } from '@orpc/contract'
import { inventory, target } from './inventory.ts'
import { lab } from './lab.ts'
import { migrations } from './migrations.ts'
import { plans } from './plans.ts'
import { providers } from './providers.ts'
import { session } from './session.ts'

/** Raise with every incompatible change of the contract. */
export const CONTRACT_VERSION = 1

export const contract = { session, providers, inventory, target, plans, migrations, lab }

export type Contract = typeof contract
/** What a door hands to its user: the contract as callable functions. */
export type Client = ContractRouterClient<Contract>
