import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import type { LabStatus } from '../../../shared/contract/lab.ts'
import { Mark } from '../../ui/mark.tsx'
import { StartLabButton } from './start-lab-button.tsx'

export interface FirstStepsProps {
  readonly onConnect: () => void
  readonly onLab: (lab: LabStatus) => void
}

/** The first screen: two ways to begin, and what each of them touches. */
export function FirstSteps({ onConnect, onLab }: FirstStepsProps) {
  return (
    <Box sx={{ maxWidth: 980, display: 'flex', flexDirection: 'column', gap: 3 }}>
      <Typography sx={{ color: 'text.secondary', maxWidth: 680 }}>
        Palletjack reads your vCenter, says what a migration would do before anything happens, copies the
        disks, and makes the VMs on the target. Nothing is installed on either side.
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}>
        <Way
          title="Connect your vCenter"
          points={[
            'Address, user and password of a vCenter or ESXi host',
            'A cluster with OpenShift Virtualization or KubeVirt',
            'Reading only, until you start a run',
          ]}
          action={
            <Button variant="contained" onClick={onConnect}>
              Connect your vCenter
            </Button>
          }
        />
        <Way
          title="Try it with the demo lab"
          points={[
            'A small vCenter and a cluster inside Palletjack',
            'Real disks with real bytes, made up',
            'Needs no network and leaves nothing behind',
          ]}
          action={<StartLabButton onStarted={onLab} />}
        />
      </Box>
      <Steps />
    </Box>
  )
}

interface WayProps {
  readonly title: string
  readonly points: readonly string[]
  readonly action: ReactNode
}

function Way({ title, points, action }: WayProps) {
  return (
    <Paper
      component="section"
      aria-label={title}
      sx={{ p: 2.5, display: 'flex', flexDirection: 'column', gap: 1.5 }}
    >
      <Typography variant="h2">{title}</Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5, flex: 1, color: 'text.secondary', '& li': { mb: 0.25 } }}>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </Box>
      <Box>{action}</Box>
    </Paper>
  )
}

const STEPS = ['Connect', 'Choose VMs', 'Map networks and storage', 'Review', 'Run'] as const

/** The way ahead, on the mark whose slats it fills. */
function Steps() {
  return (
    <Box
      component="ol"
      aria-label="The way ahead"
      sx={{ m: 0, p: 0, listStyle: 'none', display: 'flex', flexWrap: 'wrap', gap: 3 }}
    >
      {STEPS.map((step, index) => (
        <Box
          key={step}
          component="li"
          sx={{ display: 'flex', alignItems: 'center', gap: 1, fontSize: 13, color: 'text.secondary' }}
        >
          <Mark size={22} progress={(index + 1) / STEPS.length} />
          {index + 1} {step}
        </Box>
      ))}
    </Box>
  )
}
