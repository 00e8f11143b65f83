/** Which language to speak: `--lang`, else `RIVULET_LANG`, `LC_ALL`, `LANG`; English when none says Chinese. */
import type { Language } from '@rivulet/runtime/base';

export function languageOf(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const { RIVULET_LANG, LC_ALL, LANG } = environment;
  // An empty variable counts as not set, as everywhere in POSIX.
  const wish = flag || RIVULET_LANG || LC_ALL || LANG || 'en';
  return wish.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
