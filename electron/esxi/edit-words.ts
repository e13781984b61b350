/** What is true on a host, in sentences. */
import type { Generation, NfcValues } from '../../shared/esxi/model.ts'
import { formatNumber } from '../../shared/units.ts'
import type { Problem } from '../../shared/problem.ts'
import { CONFIG_FILE } from '../../shared/esxi/generation.ts'
import { quoted } from '../../shared/shell-quote.ts'

export function untouched(name: string): string {
  return `Nothing was changed on ${name}.`
}

/** "maxMemory 1,000,000,000 and maxStreamMemory 10,485,760" */
export function valuesText({ maxMemory, maxStreamMemory }: NfcValues): string {
  const parts = [
    `maxMemory ${maxMemory === undefined ? 'unset' : formatNumber(maxMemory)}`,
    ...(maxStreamMemory === undefined ? [] : [`maxStreamMemory ${formatNumber(maxStreamMemory)}`]),
  ]
  return parts.join(' and ')
}

/** Lines to copy, for the case that Palletjack cannot put the backup back itself. */
export function byHand(generation: Generation, backup: string): string {
  const put =
    generation === 'configFile'
      ? `cp -p ${quoted(backup)} ${CONFIG_FILE} && /sbin/auto-backup.sh`
      : `configstorecli config current set -c esx -g services -k hostd -infile ${quoted(backup)}`
  return `${put} && /etc/init.d/hostd restart`
}

export function settingsChanged(name: string): Problem {
  return {
    code: 'esxi.settings-changed',
    message: `The settings of ${name} were changed by somebody else meanwhile.`,
    meaning: untouched(name),
    remedy: 'Look at them again, and decide anew.',
  }
}

export function noAnswer(name: string, limit: string, last: string): Problem {
  return {
    code: 'esxi.no-answer',
    message: `${name} did not answer within ${limit} after the restart of its management agent: ${last}`,
    meaning: 'Its virtual machines go on running.',
    remedy:
      'Look at the end of /var/log/hostd.log on the host, and run /etc/init.d/hostd restart there, or use its console.',
  }
}
