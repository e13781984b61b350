/** Failures inside this folder. They become Problems at the service's edge (see `asResult`). */
import type { RawRecord } from '../../shared/inventory/from-vsphere/raw.ts'
import { fail, ok, type Problem, type Result } from '../../shared/problem.ts'
import { problemOfFault } from './faults.ts'
import { UnsendableTextError } from './xml-writer.ts'

/** An expected failure that already is a Problem. */
export class VsphereError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.message)
    this.name = 'VsphereError'
    this.problem = problem
  }
}

/** A fault that vSphere answered with. */
export class SoapFault extends Error {
  /** Class of the fault, for example NotAuthenticated; "" where the server told none. */
  readonly fault: string
  /** Properties of the fault object. */
  readonly properties: RawRecord
  /** `message` is vSphere's own text. */
  constructor(fault: string, message: string, properties: RawRecord) {
    super(message)
    this.name = 'SoapFault'
    this.fault = fault
    this.properties = properties
  }
}

export function isFault(error: unknown, fault: string): error is SoapFault {
  return error instanceof SoapFault && error.fault === fault
}

/** The Problem of an expected failure; undefined for a bug. `doing` reads like 'Power-off of "web-01"'. */
export function problemOf(error: unknown, doing: string): Problem | undefined {
  if (error instanceof VsphereError) return error.problem
  if (error instanceof SoapFault) return problemOfFault(error, doing)
  if (error instanceof UnsendableTextError) {
    return {
      code: 'vsphere.unsendable-text',
      message: `${doing} failed: a text for it holds a control character, which the vSphere API cannot carry.`,
      meaning: 'Nothing was sent.',
      remedy: 'Take the character out of the name or the description.',
    }
  }
  if (error instanceof DOMException && error.name === 'AbortError') {
    return {
      code: 'vsphere.canceled',
      message: `${doing} was canceled.`,
      remedy: 'Start it again when it is wanted.',
    }
  }
  return undefined
}

/** Runs `work`; expected failures become Problems, bugs go on throwing. `doing` is asked after a failure. */
export async function asResult<T>(
  doing: string | (() => string),
  work: () => Promise<T>,
): Promise<Result<T>> {
  try {
    return ok(await work())
  } catch (error) {
    const problem = problemOf(error, typeof doing === 'string' ? doing : doing())
    if (!problem) throw error
    return fail(problem)
  }
}
