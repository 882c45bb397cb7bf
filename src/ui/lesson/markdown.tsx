import { Fragment, type ReactNode } from 'react'

/** `code`, **strong**, *stress*, [link](#/lesson/…): elements, never HTML. */
function inline(text: string): ReactNode[] {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*|\[[^\]]+\]\([^)\s]+\))/)
  return parts.map((part, index) => {
    const key = `${index}${part.slice(0, 8)}`
    if (/^`.+`$/s.test(part)) return <code key={key}>{part.slice(1, -1)}</code>
    if (/^\*\*.+\*\*$/s.test(part)) return <strong key={key}>{inline(part.slice(2, -2))}</strong>
    if (/^\*.+\*$/s.test(part)) return <em key={key}>{part.slice(1, -1)}</em>
    const link = /^\[(.+)\]\(((?:#\/|https:\/\/)\S+)\)$/s.exec(part)
    if (link) {
      return (
        <a key={key} href={link[2]}>
          {link[1]}
        </a>
      )
    }
    return <Fragment key={key}>{part}</Fragment>
  })
}

/** The little Markdown of lessons: paragraphs, lists and what stands within a line. */
export function Markdown({ text }: { readonly text: string }) {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '')
  return (
    <>
      {blocks.map((block) => {
        const lines = block.split('\n')
        if (!lines.every((line) => /^(- | {2})/.test(line))) return <p key={block}>{inline(lines.join(' '))}</p>
        return (
          <ul key={block}>
            {block.split(/^- /m).flatMap((item) => (item.trim() === '' ? [] : <li key={item}>{inline(item.trim())}</li>))}
          </ul>
        )
      })}
    </>
  )
}
