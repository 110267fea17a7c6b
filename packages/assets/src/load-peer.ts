import { fail } from '@headwater/core/io'

/** An optional package, loaded when it is first needed. Throws PACKAGE_MISSING naming who needs it. */
export async function loadPeer<T>(name: string, neededBy: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    return fail('PACKAGE_MISSING', {
      message: `\`${neededBy}\` needs the package \`${name}\`, which cannot be loaded here`,
      hint: `Install it: npm install ${name}`,
      cause,
    })
  }
}
