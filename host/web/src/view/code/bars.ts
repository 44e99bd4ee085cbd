// Bars of one-dimensional codes: Code 128 (ISO/IEC 15417) and EAN-13 (ISO/IEC 15420). `1` is a bar, `0` a space.

/** Widths of bars and spaces of the values 0 to 106 of Code 128; 103 to 105 begin, 106 ends. */
const widths =
  '212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231'
  + '213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321112313132113132311211313231113231311'
  + '112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111'
  + '111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212'
  + '124112124211411212421112421211212141214121412121111143111341131141114113114311411113411311113141114131311141411131'
  + '211412211214211232233111';

const pattern = (value: number): string =>
  [...widths.slice(value * 6, value * 6 + 6)].map((width, at) => (at % 2 === 0 ? '1' : '0').repeat(Number(width))).join('');

/** Code 128 of printable ASCII; pairs of digits take one sign. `null` where a sign is not of it. */
export function code128(text: string): string | null {
  if (!/^[\x20-\x7e]+$/.test(text)) return null;
  const values: number[] = [];
  let set: 'B' | 'C' | null = null;
  let at = 0;
  while (at < text.length) {
    const digits = /^\d*/.exec(text.slice(at))![0].length;
    // Digits in pairs pay where there are four at the ends, or six between; a whole code of two digits too.
    const worth = digits >= (at === 0 || at + digits === text.length ? 4 : 6) || (digits === 2 && text.length === 2);
    if (set === 'C' ? digits >= 2 : worth && (digits % 2 === 0 || set === 'B' || at > 0)) {
      if (digits % 2 === 1 && set !== 'C') {
        values.push(text.charCodeAt(at) - 32);
        at += 1;
      }
      if (set !== 'C') values.push(set === null ? 105 : 99);
      set = 'C';
      while (/^\d\d/.test(text.slice(at))) {
        values.push(Number(text.slice(at, at + 2)));
        at += 2;
      }
    } else {
      if (set !== 'B') values.push(set === null ? 104 : 100);
      set = 'B';
      values.push(text.charCodeAt(at) - 32);
      at += 1;
    }
  }
  const check = values.reduce((sum, value, index) => sum + value * Math.max(index, 1), 0) % 103;
  return [...values, check, 106].map(pattern).join('') + '11';
}

const left = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011'];
const parities = ['LLLLLL', 'LLGLGG', 'LLGGLG', 'LLGGGL', 'LGLLGG', 'LGGLLG', 'LGGGLL', 'LGLGLG', 'LGLGGL', 'LGGLGL'];
const inverse = (bits: string) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('');

/** The digit that closes an EAN of twelve digits. */
export const checkDigit = (twelve: string): string =>
  String((10 - ([...twelve].reduce((sum, digit, at) => sum + Number(digit) * (at % 2 === 0 ? 1 : 3), 0) % 10)) % 10);

/** EAN-13 of thirteen digits, or of twelve and the check digit made; `null` where it is none. */
export function ean13(text: string): string | null {
  if (!/^\d{12,13}$/.test(text)) return null;
  const digits = text.slice(0, 12) + checkDigit(text.slice(0, 12));
  if (text.length === 13 && text !== digits) return null;
  const parity = parities[Number(digits[0])]!;
  const first = [...digits.slice(1, 7)].map((digit, at) => {
    const bits = left[Number(digit)]!;
    return parity[at] === 'L' ? bits : [...inverse(bits)].reverse().join('');
  });
  const second = [...digits.slice(7)].map((digit) => inverse(left[Number(digit)]!));
  return `101${first.join('')}01010${second.join('')}101`;
}
