/** What a command is about, with the files that it names read before anything is started. */
import { ok, type Result } from '../../shared/problem.ts'
import { each } from './choices.ts'
import { loadSource, type LoadedSource } from './connect.ts'
import { loadTarget, MAX_KUBECONFIG, type LoadedTarget } from './connect-target.ts'
import { readText } from './load.ts'
import type { LabSource } from './source-request.ts'
import type { FileSubject, KnownSubject, NamedSubjects, PlanSubject, Subject } from './subject-request.ts'

export interface LoadedKnown {
  readonly kind: 'known'
  readonly known: KnownSubject
  readonly kubeconfig: string | undefined
}

export interface LoadedPlan {
  readonly kind: 'plan'
  readonly plan: PlanSubject
  readonly kubeconfig: string | undefined
}

export interface LoadedNamed {
  readonly kind: 'named'
  readonly source: LoadedSource | undefined
  readonly target: LoadedTarget | undefined
}

export type LoadedSubject = LoadedKnown | LoadedPlan | LoadedNamed | LabSource | FileSubject

/** Reads the files that were named. */
export function loadSubject(subject: Subject): Result<LoadedSubject> {
  switch (subject.kind) {
    case 'lab':
    case 'file':
      return ok(subject)
    case 'known':
    case 'plan': {
      const text =
        subject.kubeconfig === undefined
          ? ok(undefined)
          : readText(subject.kubeconfig, '--kubeconfig', MAX_KUBECONFIG)
      if (!text.ok) return text
      return subject.kind === 'plan'
        ? ok({ kind: 'plan', plan: subject, kubeconfig: text.value })
        : ok({ kind: 'known', known: subject, kubeconfig: text.value })
    }
    case 'named':
      return loadNamed(subject)
  }
}

export function loadSubjects(subjects: readonly Subject[]): Result<LoadedSubject[]> {
  return each(subjects, loadSubject)
}

function loadNamed({ source, target }: NamedSubjects): Result<LoadedNamed> {
  const loadedSource = source === undefined ? ok(undefined) : loadSource(source)
  if (!loadedSource.ok) return loadedSource
  const loadedTarget = target === undefined ? ok(undefined) : loadTarget(target)
  if (!loadedTarget.ok) return loadedTarget
  return ok({ kind: 'named', source: loadedSource.value, target: loadedTarget.value })
}
