import Box from '@mui/material/Box'
import { errorWords } from '../../../shared/migration/measured.ts'
import type { VmView } from '../../../shared/migration/model.ts'
import { formatDuration } from '../../../shared/units.ts'
import { Facts } from '../../ui/facts.tsx'
import { stamp } from '../../ui/times.ts'
import { downtimeText } from './cutover.ts'

/** How long the VM will be down, and afterwards what was forecast beside what it was. */
export function DowntimeFacts({ vm }: { readonly vm: VmView }) {
  const forecast = vm.forecast ?? vm.downtime
  const { downtimeMs, shutdownMs, conversionMs } = vm.measured ?? {}
  return (
    <Facts
      items={[
        {
          term: vm.forecast ? 'Was forecast' : 'When it cuts over now',
          value: forecast ? (
            <>
              {downtimeText(forecast)}
              <Box sx={{ color: 'text.secondary' }}>Basis: {forecast.basis}.</Box>
            </>
          ) : (
            'unknown until the first copy is done'
          ),
        },
        ...(downtimeMs === undefined
          ? []
          : [
              {
                term: 'Really was',
                value: (
                  <>
                    <b>{formatDuration(downtimeMs)}</b>
                    {vm.forecastError === undefined ? '' : `, ${errorWords(vm.forecastError)}`}
                  </>
                ),
              },
            ]),
        ...(shutdownMs === undefined
          ? []
          : [{ term: 'Guest shut down in', value: formatDuration(shutdownMs) }]),
        ...(conversionMs === undefined
          ? []
          : [{ term: 'Guest converted in', value: formatDuration(conversionMs) }]),
        ...(vm.endedAt === undefined && vm.cutoverAt !== undefined
          ? [{ term: 'Cutover', value: stamp(vm.cutoverAt) }]
          : []),
        ...(vm.nextPrecopyAt === undefined || vm.endedAt !== undefined
          ? []
          : [{ term: 'Next delta', value: stamp(vm.nextPrecopyAt) }]),
      ]}
    />
  )
}
