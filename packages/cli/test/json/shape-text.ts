import { z } from 'zod'

/** Says that a shape is that of another command. */
const reference = /\bas of `/

type JsonSchema = z.core.JSONSchema.BaseSchema

/** A zod schema as people read types, with what it says of its members as comments. */
export function shapeText(schema: z.ZodType): string {
  return write(z.toJSONSchema(schema, { unrepresentable: 'any' }), '')
}

function write(schema: JsonSchema, indent: string): string {
  const choices = schema.anyOf as readonly JsonSchema[] | undefined
  if (choices)
    return choices
      .map((choice) => alternative(choice, indent))
      .join(' | ')
      .replaceAll(' | \n', ' |\n')
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (Array.isArray(schema.type)) return schema.type.join(' | ')
  switch (schema.type) {
    case 'array':
      return list(write(schema.items as JsonSchema, indent))
    case 'object':
      return schema.properties
        ? object(schema, indent)
        : `{ [name]: ${write(schema.additionalProperties as JsonSchema, indent)} }`
    default:
      return schema.type ?? 'any value'
  }
}

/** One of several shapes; where it says when it is the one, that stands before it. */
function alternative(schema: JsonSchema, indent: string): string {
  if (!schema.description) return write(schema, indent)
  return `\n${indent}// ${schema.description}\n${indent}${reference.test(schema.description) ? '{ ... }' : write(schema, indent)}`
}

function list(item: string): string {
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`
}

function object({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const deeper = `${indent}  `
  const lines = Object.entries(properties).map(([name, member]) => {
    const schema = member as JsonSchema
    const text = reference.test(schema.description ?? '') ? '{ ... }' : write(schema, deeper)
    return `${deeper}${name}${required.includes(name) ? '' : '?'}: ${text}${schema.description ? `  // ${schema.description}` : ''}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}
