import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import { useTheme } from '@mui/material/styles'
import { type CommonAdapter, linkWords } from '../../../shared/esxi/adapters.ts'
import { StateLabel } from '../../ui/state-label.tsx'

export interface AdapterChoiceProps {
  readonly adapters: readonly CommonAdapter[]
  /** Device; empty: the way through vCenter. */
  readonly value: string | undefined
  readonly onChange: (device: string) => void
}

const SERVICES: Readonly<Record<string, string>> = {
  management: 'management',
  vmotion: 'vMotion',
  vSphereProvisioning: 'provisioning',
  vSphereBackupNFC: 'backup NFC',
  vSphereReplication: 'replication',
  vSphereReplicationNFC: 'replication NFC',
  vsan: 'vSAN',
  faultToleranceLogging: 'fault tolerance',
}

/** The ways that copies can take, each with what it can carry and what speaks against it. */
export function AdapterChoice({ adapters, value, onChange }: AdapterChoiceProps) {
  const { tokens } = useTheme()
  return (
    <RadioGroup
      aria-label="Copies read through"
      value={value ?? null}
      onChange={(event) => onChange(event.target.value)}
      sx={{
        '& > *': { py: 0.5, pb: 1, borderTop: `1px solid ${tokens.border}` },
        '& > *:first-of-type': { borderTop: 'none' },
      }}
    >
      {adapters.map((adapter) => (
        <Box key={adapter.device}>
          <FormControlLabel
            value={adapter.device}
            control={<Radio />}
            label={
              <Box component="span" sx={{ fontWeight: 600 }}>
                {labelOf(adapter)}
              </Box>
            }
          />
          <Box sx={{ pl: '30px', fontSize: 13 }}>
            <Box sx={{ color: 'text.secondary' }}>{factsOf(adapter)}</Box>
            {adapter.warnings.map((warning) => (
              <Box key={warning}>
                <StateLabel tone="waiting">{warning}</StateLabel>
              </Box>
            ))}
          </Box>
        </Box>
      ))}
      <Box>
        <FormControlLabel
          value=""
          control={<Radio />}
          label={
            <Box component="span" sx={{ fontWeight: 600 }}>
              Through vCenter, on the management network
            </Box>
          }
        />
        <Box sx={{ pl: '30px', fontSize: 13, color: 'text.secondary' }}>
          The way without a choice. It needs no login to the hosts.
        </Box>
      </Box>
    </RadioGroup>
  )
}

function labelOf({ device, subnets }: CommonAdapter): string {
  return subnets.length === 0 ? device : `${device}, ${subnets.join(', ')}`
}

function factsOf({ portgroups, mtu, linkMbps, services }: CommonAdapter): string {
  return [
    linkMbps === undefined ? 'link speed unknown' : linkWords(linkMbps),
    `MTU ${mtu}`,
    portgroups.join(', '),
    services.length === 0 ? 'no services' : services.map((one) => SERVICES[one] ?? one).join(', '),
  ]
    .filter(Boolean)
    .join('; ')
}
