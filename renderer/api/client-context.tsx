import { createContext, useContext } from 'react'
import type { Client } from '../../shared/contract/contract.ts'

const ClientContext = createContext<Client | undefined>(undefined)

export const ClientProvider = ClientContext.Provider

/** The contract as callable functions. Which door they go through is not the caller's business. */
export function useClient(): Client {
  const client = useContext(ClientContext)
  if (!client) throw new Error('useClient needs a ClientProvider above it')
  return client
}
