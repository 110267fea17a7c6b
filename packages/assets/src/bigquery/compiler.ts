import type { Kysely } from 'kysely'
import { compileOnlyKysely } from '../tables/compiler.ts'
import { spelling, text } from './google-sql.ts'

/** A Kysely that compiles queries to GoogleSQL, with parameters `@p1`, `@p2`..., see `compileOnlyKysely`. */
export async function compileOnlyGoogleSql(): Promise<Kysely<unknown>> {
  const { DefaultQueryCompiler } = await import('kysely')
  class GoogleSqlCompiler extends DefaultQueryCompiler {
    protected override getCurrentParameterPlaceholder(): string {
      return spelling.parameter(this.numParameters)
    }
    protected override getLeftIdentifierWrapper(): string {
      return '`'
    }
    protected override getRightIdentifierWrapper(): string {
      return '`'
    }
    protected override sanitizeIdentifier(name: string): string {
      return spelling.name(name).slice(1, -1)
    }
    protected override appendStringLiteral(value: string): void {
      this.append(text(value))
    }
  }
  return compileOnlyKysely<unknown>(() => new GoogleSqlCompiler())
}
