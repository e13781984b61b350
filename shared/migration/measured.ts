/** What VMs really took, from their records; and how far a forecast was from that. */
import type { Experience } from './downtime.ts'
import type { Downtime, Measured, StepName } from './model.ts'
import type { VmRecord } from './record.ts'

/** Only what is over; empty for a VM that has nothing behind it. */
export function measuredOf(record: VmRecord): Measured {
  const { shutdown, warm } = record
  const conversion = spanOf(record, 'ImageConversion')
  const created = record.steps.find(({ name }) => name === 'VirtualMachineCreation')
  const downFrom = shutdown?.offAt ?? warm?.cutoverStartedAt
  return {
    ...(shutdown?.askedAt !== undefined &&
      shutdown.offAt !== undefined &&
      shutdown.hard !== true && { shutdownMs: between(shutdown.askedAt, shutdown.offAt) }),
    ...(conversion !== undefined && { conversionMs: conversion }),
    ...(downFrom !== undefined &&
      created?.state === 'completed' &&
      created.endedAt !== undefined && { downtimeMs: between(downFrom, created.endedAt) }),
  }
}

export function experienceOf(records: readonly VmRecord[]): Experience {
  const all = records.map(measuredOf)
  return {
    shutdownMs: all.flatMap(({ shutdownMs }) => (shutdownMs === undefined ? [] : [shutdownMs])),
    conversionMs: all.flatMap(({ conversionMs }) => (conversionMs === undefined ? [] : [conversionMs])),
  }
}

/** What two lots of VMs took. */
export function both(one: Experience, other: Experience): Experience {
  return {
    shutdownMs: [...one.shutdownMs, ...other.shutdownMs],
    conversionMs: [...one.conversionMs, ...other.conversionMs],
  }
}

/**
 * How far what happened lies outside a forecast, as a share of the nearer end: 0 within it, 0.5 where it took half as
 * long again as the worst that was said, -0.5 where it took half of the best.
 */
export function forecastError(
  { lowMs, highMs }: Pick<Downtime, 'lowMs' | 'highMs'>,
  reallyMs: number,
): number {
  if (reallyMs > highMs) return (reallyMs - highMs) / Math.max(1, highMs)
  if (reallyMs < lowMs) return (reallyMs - lowMs) / Math.max(1, lowMs)
  return 0
}

/** "20 % longer than the longest that was said", of an error as above. */
export function errorWords(error: number): string {
  if (error === 0) return 'as was said'
  return `${Math.max(1, Math.round(Math.abs(error) * 100))} % ${error > 0 ? 'longer than the longest' : 'shorter than the shortest'} that was said`
}

function spanOf(record: VmRecord, step: StepName): number | undefined {
  const found = record.steps.find(({ name }) => name === step)
  if (found?.state !== 'completed' || found.startedAt === undefined || found.endedAt === undefined)
    return undefined
  return between(found.startedAt, found.endedAt)
}

function between(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from))
}
