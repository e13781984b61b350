/** References of container images, as registries and container runtimes read them (distribution reference grammar). */

const host =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+\\])'
const part = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*'
const tag = '[\\w][\\w.-]{0,127}'
const digest = '[a-zA-Z][a-zA-Z0-9]*(?:[-_+.][a-zA-Z][a-zA-Z0-9]*)*:[0-9a-fA-F]{32,}'
const reference = new RegExp(`^(?:${host}(?::\\d+)?/)?${part}(?:/${part})*(?::${tag})?(?:@${digest})?$`)

const longest = 512

/** What is wrong with an image reference, as a sentence; undefined when it can be pulled as it is written. */
export function imageFault(text: string): string | undefined {
  if (reference.test(text) && text.length <= longest) return undefined
  if (/^[a-z]+:\/\//i.test(text))
    return `${text} begins like a web address; an image reference has no https:// in front.`
  if (/\s/.test(text)) return 'An image reference has no spaces.'
  const [name = ''] = text.split('@')
  if (/[A-Z]/.test(name.slice(name.indexOf('/') + 1).replace(/:[^/]*$/, '')))
    return `The name of an image has no capital letters: ${text}.`
  return `${text === '' ? 'The text' : text.slice(0, 80)} is not an image reference such as registry.example.com/tools/vddk:8.0.3.`
}
