import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Certificate, Provider } from '../../../shared/provider/model.ts'
import { useClient } from '../../api/client-context.tsx'
import { QueryGate } from '../../app/query-gate.tsx'
import { StateLabel } from '../../ui/state-label.tsx'
import { CertificateComparison } from './certificate-comparison.tsx'
import { TrustNewDialog } from './trust-new-dialog.tsx'

export interface ChangedCertificateProps {
  readonly provider: Provider
  /** Connects again with the certificate that is trusted already. */
  readonly onReconnect: () => void
  /** The new one is trusted and the connection stands. */
  readonly onTrusted?: () => void
}

/** Old and new certificate side by side, and the way to trust the new one. */
export function ChangedCertificate({ provider, onReconnect, onTrusted }: ChangedCertificateProps) {
  const client = useClient()
  const { id, url } = provider
  // Asked for once, and again by a click; sends no user and no password.
  const query = useQuery({
    queryKey: ['certificate', id, url],
    queryFn: ({ signal }) => client.providers.certificate({ url }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <QueryGate query={query} what={`Reading the certificate of ${url}`}>
        {(shown) => (
          <>
            <CertificateComparison
              label={`Certificates of ${provider.name}`}
              old={provider.certificate}
              oldThumbprint={provider.thumbprint}
              shown={shown}
            />
            <NextStep
              provider={provider}
              shown={shown}
              isFetching={query.isFetching}
              onFetch={() => void query.refetch()}
              onReconnect={onReconnect}
              onTrusted={onTrusted}
            />
          </>
        )}
      </QueryGate>
    </Box>
  )
}

interface NextStepProps extends ChangedCertificateProps {
  readonly shown: Certificate
  readonly isFetching: boolean
  readonly onFetch: () => void
}

function NextStep({ provider, shown, isFetching, onFetch, onReconnect, onTrusted }: NextStepProps) {
  const [asking, setAsking] = useState(false)
  const isKnown = shown.sha256 === provider.certificate?.sha256
  return (
    <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
      {isKnown ? (
        <>
          <StateLabel tone="done">The server shows the certificate that you trust again</StateLabel>
          <Button size="small" variant="contained" onClick={onReconnect}>
            Reconnect {provider.name}
          </Button>
        </>
      ) : (
        <Button size="small" variant="contained" color="warning" onClick={() => setAsking(true)}>
          Trust the new certificate...
        </Button>
      )}
      <Button size="small" variant="outlined" loading={isFetching} onClick={onFetch}>
        Fetch again
      </Button>
      {asking ? (
        <TrustNewDialog
          provider={provider}
          shown={shown}
          onClose={(trusted) => {
            setAsking(false)
            if (trusted) onTrusted?.()
          }}
        />
      ) : null}
    </Box>
  )
}
