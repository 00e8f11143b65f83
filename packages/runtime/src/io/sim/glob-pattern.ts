/** A glob as a regular expression: `*` and `?` within one name, `**` across folders, `{a,b}` alternatives. */

export function globPattern(glob: string): RegExp {
  let expression = '';
  for (let i = 0; i < glob.length; i++) {
    if (glob.startsWith('**/', i)) {
      expression += '(?:.*/)?';
      i += 2;
    } else if (glob.startsWith('**', i)) {
      expression += '.*';
      i++;
    } else expression += translate(glob.charAt(i));
  }
  return new RegExp(`^${expression}$`);
}

function translate(character: string): string {
  switch (character) {
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return '|';
    default:
      return character.replace(/[.+^$()|[\]\\]/, '\\$&');
  }
}
