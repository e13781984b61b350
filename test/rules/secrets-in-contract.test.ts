/** No procedure can answer with a secret: not by its schema, not by a name, and not by more than its schema names. */
import { eventIterator, oc, type AnyContractRouter } from '@orpc/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { streamOf } from '../../shared/contract/base.ts'
import { contract } from '../../shared/contract/contract.ts'
import { problemSchema } from '../../shared/problem.ts'
import { passwordSchema, secretSchema } from '../../shared/provider/model.ts'
import { secretInputs } from '../../shared/secret-input.ts'
import { passphraseSchema } from '../../shared/vault/model.ts'
import { proceduresOf, type Field } from './contract-fields.ts'

/** Words in the name of a field that make it look like a secret. */
const SECRET_WORDS = new Set(
  'password passwords passwd pwd passphrase passphrases token tokens secret secrets kubeconfig key keys code codes credential credentials pin private pem proof otp cookie auth authorization bearer seed salt'.split(
    ' ',
  ),
)

/** The end of a path that looks like a secret and is none, and why. */
const NO_SECRET: Readonly<Record<string, string>> = {
  'hostKey.type': 'the kind of a public key',
  'hostKey.sha256': 'hash of a public key, to be compared by a person',
  'hostKey.pinnedAt': 'a time',
  'services.key': 'name of a service of a host',
  tokenExpiresAt: 'a time',
}
const NO_SECRET_INPUT: Readonly<Record<string, string>> = {
  'access.caPem': 'certificate of an authority, which is public',
  'trust.pem': 'certificate of an authority, which is public',
  saveKubeconfigTo: 'path of a file',
}

/** Answers that are a file, and what is in it. */
const FILES: Readonly<Record<string, string>> = {
  'inventory.save': 'an inventory, without what condensing leaves out',
  'migrations.report': 'a run as its page shows it',
  'preflight.report': 'findings, objects and their properties',
  'audit.export': 'the audit log',
  'vault.exportCopy': 'secrets, sealed under a passphrase of their own',
}

/** Answers with names that the schema does not fix, and what they are. */
const OPEN_NAMES: Readonly<Record<string, string>> = {
  'inventory.query: .rows[].values': 'fields of shared/inventory/fields, by name',
  'target.describe: .podSecurity': 'levels of pod security, by namespace',
}

const kindOf = (field: Field): string => field.schema._zod.def.type
/** A switch, a number, or one of a few words that the schema lists cannot carry a secret. */
const isText = (field: Field): boolean => ['string', 'file'].includes(kindOf(field))
const wordsOf = (name: string): string[] =>
  name.split(/[^A-Za-z]+|(?=[A-Z])/).map((word) => word.toLowerCase())

const endsWith = ({ names }: Field, end: string): boolean => `.${names.join('.')}`.endsWith(`.${end}`)

function looksSecret(field: Field, known: Readonly<Record<string, string>>): boolean {
  const { names, schema } = field
  if (schema === problemSchema.shape.code) return false
  if (Object.keys(known).some((end) => endsWith(field, end))) return false
  return names.flatMap(wordsOf).some((word) => SECRET_WORDS.has(word))
}

/** What is wrong with an answer's field; undefined when nothing is. */
function wrongAnswer(field: Field, procedure: string): string | undefined {
  const { path, schema } = field
  const secret = secretInputs.get(schema)
  if (secret) return `${path} is ${secret.what}`
  if (['any', 'unknown', 'transform'].includes(kindOf(field))) return `${path} can hold anything`
  if (kindOf(field) === 'file' && !(procedure in FILES)) return `${path} is a file`
  if (isText(field) && looksSecret(field, NO_SECRET)) return `${path} is named like a secret`
  return undefined
}

function wrongAnswers(router: AnyContractRouter): string[] {
  return proceduresOf(router).flatMap(({ name, outputs }) =>
    outputs.flatMap((field) => wrongAnswer(field, name) ?? []),
  )
}

/** Inputs that look like a secret and are not on the list, so that nobody would notice them in an answer. */
function unlistedInputs(router: AnyContractRouter): string[] {
  return proceduresOf(router)
    .flatMap(({ inputs }) => inputs)
    .filter(
      (field) => isText(field) && !secretInputs.get(field.schema) && looksSecret(field, NO_SECRET_INPUT),
    )
    .map(({ path }) => path)
}

describe('the contract', () => {
  it('has no answer that can carry a secret', () => {
    expect(wrongAnswers(contract)).toEqual([])
  })

  it('has every secret that it takes on the list', () => {
    expect(unlistedInputs(contract)).toEqual([])
    const inputs = proceduresOf(contract).flatMap((one) => one.inputs)
    const listed = new Set(inputs.flatMap(({ schema }) => secretInputs.get(schema)?.what ?? []))
    expect([...listed].sort()).toEqual([
      'a kubeconfig',
      'a new passphrase',
      'a passphrase',
      'a password',
      'a password, a token or a kubeconfig',
      'a private key',
      'a recovery code',
      'the passphrase of a disk',
      'the passphrase of a private key',
    ])
  })

  it('has what is excepted here', () => {
    const all = proceduresOf(contract)
    const unknown = (known: object, fields: readonly Field[]) =>
      Object.keys(known).filter((end) => !fields.some((field) => endsWith(field, end)))
    expect(
      unknown(
        NO_SECRET,
        all.flatMap((one) => one.outputs),
      ),
    ).toEqual([])
    expect(
      unknown(
        NO_SECRET_INPUT,
        all.flatMap((one) => one.inputs),
      ),
    ).toEqual([])
  })

  it('names each file and each open set of names that it answers with', () => {
    const outputs = proceduresOf(contract).flatMap(({ name, outputs: its }) =>
      its.map((field) => ({ name, field })),
    )
    const files = outputs.filter(({ field }) => kindOf(field) === 'file').map(({ name }) => name)
    expect(files.sort()).toEqual(Object.keys(FILES).sort())
    const open = outputs.filter(({ field }) => kindOf(field) === 'record' && hasFreeKeys(field))
    expect(open.map(({ field }) => field.path).sort()).toEqual(Object.keys(OPEN_NAMES).sort())
  })
})

function hasFreeKeys({ schema }: Field): boolean {
  return schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodString
}

const answering = (schema: z.ZodType): AnyContractRouter => ({ a: { b: oc.output(schema) } })

describe('a planted answer', () => {
  it.each([
    ['a password', z.object({ name: passwordSchema }), 'a.b: .name is a password'],
    ['a password with further checks', z.array(passwordSchema.max(9)), 'a.b: [] is a password'],
    ['one that may be left out', z.object({ x: passphraseSchema.optional() }), 'a.b: .x is a new passphrase'],
    [
      'one in a union',
      z.union([z.number(), z.object({ x: secretSchema })]),
      'a.b: .x is a password, a token',
    ],
    ['one behind a transformation', secretSchema.transform((text) => text.length), 'is a password, a token'],
    ['one as the name of an entry', z.record(secretSchema, z.number()), 'a.b: {key} is a password, a token'],
    ['one that comes late', z.lazy(() => z.tuple([z.null(), passwordSchema])), 'a.b: [1] is a password'],
    ['a field of that name', z.object({ bindPassword: z.string() }), '.bindPassword is named like a secret'],
    [
      'a name further out',
      z.object({ token: z.object({ x: z.string() }) }),
      '.token.x is named like a secret',
    ],
    ['a code of another kind', z.object({ code: z.string().nullable() }), '.code is named like a secret'],
    ['anything', z.object({ x: z.record(z.string(), z.unknown()) }), 'a.b: .x{} can hold anything'],
    ['what nobody named', z.looseObject({ x: z.number() }), 'a.b: {} can hold anything'],
    ['a file', z.object({ x: z.file() }), 'a.b: .x is a file'],
  ])('is found: %s', (_what, schema, found) => {
    expect(wrongAnswers(answering(schema)).join('\n')).toContain(found)
  })

  it('is found in a stream, at its end and in an error', () => {
    const secret = z.object({ x: passwordSchema })
    expect(wrongAnswers({ a: oc.output(streamOf(secret)) })).toEqual(['a: .x is a password'])
    expect(wrongAnswers({ a: oc.output(eventIterator(z.number())) })).toEqual(['a:  can hold anything'])
    expect(wrongAnswers({ a: oc.output(eventIterator(z.number(), secret)) })).toHaveLength(1)
    expect(wrongAnswers({ a: oc.errors({ PROBLEM: { data: secret } }) })).toEqual([
      'a error PROBLEM: .x is a password',
    ])
  })

  it('may be a schema of a kind that is not known here only after somebody thought of it', () => {
    expect(() => wrongAnswers(answering(z.promise(z.string())))).toThrow('kind promise')
  })

  it('is fine when it is a switch, one of a few words, or the code of a problem', () => {
    const fine = z.object({
      hasSecret: z.boolean(),
      credential: z.enum(['password', 'none']),
      problem: problemSchema,
    })
    expect(wrongAnswers(answering(fine))).toEqual([])
  })

  it('needs its input on the list', () => {
    const taking = (schema: z.ZodType): AnyContractRouter => ({ a: { b: oc.input(schema) } })
    expect(unlistedInputs(taking(z.object({ luksPassphrase: z.string() })))).toEqual(['a.b: .luksPassphrase'])
    expect(unlistedInputs(taking(z.object({ luksPassphrase: passphraseSchema })))).toEqual([])
  })
})
