/** Files to move: a name for people and the Python that makes them on /data. */
export interface DataSet {
  readonly name: string;
  readonly fill: string;
}

const start = `
import os
os.chdir('/data')
block = os.urandom(1 << 20)
def put(number, size, folder='.'):
    os.makedirs(folder, exist_ok=True)
    with open(f'{folder}/{number}', 'wb') as file:
        file.write(number.to_bytes(8, 'big'))
        file.write(block[:max(0, size - 8)] if size <= len(block) else os.urandom(size - 8))
`;

export const dataSets: readonly DataSet[] = [
  { name: '1 GiB in 8 files', fill: `${start}\nfor number in range(8): put(number, 128 << 20)` },
  { name: '50,000 files of 4 KiB', fill: `${start}\nfor number in range(50000): put(number, 4096, str(number // 100))` },
  { name: '1,000 mixed files', fill: `${start}\nfor number in range(1000): put(number, 37 ** (number % 4) * 20, str(number // 50))` },
];

/** Small files, for counting. */
export function fillMany(files: number): string {
  return `${start}\nfor number in range(${files}): put(number, 16, str(number // 200))`;
}
