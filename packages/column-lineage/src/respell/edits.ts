interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Changes to a text, and where places of the changed text stand in the old one. */
export class Edits {
  readonly #edits: Edit[] = []

  replace(start: number, end: number, text: string): void {
    const isInside = this.#edits.some((edit) => start < edit.end && edit.start < end)
    // The outer change comes first and has carried the inner text along.
    if (!isInside) this.#edits.push({ start, end, text })
  }

  remove(start: number, end: number): void {
    this.replace(start, end, ' ')
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0
  }

  apply(text: string): string {
    let made = ''
    let at = 0
    for (const edit of this.#sorted()) {
      made += text.slice(at, edit.start) + edit.text
      at = edit.end
    }
    return made + text.slice(at)
  }

  /** The place in the old text; inside of a change, where the change starts. */
  oldOffset(offset: number): number {
    let shift = 0
    for (const { start, end, text } of this.#sorted()) {
      const madeStart = start + shift
      if (offset < madeStart) break
      if (offset < madeStart + text.length) return start
      shift += text.length - (end - start)
    }
    return offset - shift
  }

  #sorted(): readonly Edit[] {
    return this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end)
  }
}
