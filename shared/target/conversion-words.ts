/** Whether guests can be converted on a cluster, in words: the same on the check of a provider and on a plan. */
import type { ConversionSecurity } from './model.ts'

interface Words {
  readonly message: string
  readonly remedy: string
}

const WHY =
  'virt-v2v runs as user 107 with the seccomp profile profiles/unshare.json, and OpenShift lets such a pod in only with a security context constraint that the Forklift (MTV) operator installs.'

const WAYS_OUT =
  'Install the Migration Toolkit for Virtualization (Forklift) operator, or run the plan with MTV itself'

export const conversionWords: Readonly<Record<ConversionSecurity, Words>> = {
  free: {
    message: 'This cluster has no security context constraints: the conversion pod runs as any other.',
    remedy: '',
  },
  forklift: {
    message: 'The security context constraint of Forklift is there: the conversion pod is let in.',
    remedy: '',
  },
  refused: {
    message: `The conversion pod would be refused: ${WHY} This cluster has none that fits.`,
    remedy: `${WAYS_OUT}, or allow privileged conversion in the plan.`,
  },
  unknown: {
    message: `It is not known whether the conversion pod is let in: ${WHY} This user may not read the constraints, or may not use the one that fits.`,
    remedy: `Ask an administrator whether forklift-controller-scc is there and for the right to use it. ${WAYS_OUT}, or allow privileged conversion in the plan.`,
  },
}
