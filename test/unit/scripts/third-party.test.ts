import { expect, it } from 'vitest';
import { renderThirdParty } from '../../../scripts/third-party.ts';

const terms = 'Permission is granted\nto anybody.';

it('names every package with its copyright, and repeats no terms', () => {
  const text = renderThirdParty([
    { name: 'two 2.0.0', text: `Copyright (c) 2020 Ann\n\n${terms.replace('\n', ' ')}` },
    { name: 'one 1.0.0', text: `MIT\n\nCopyright (c) 2019 Bob\n\n${terms}` },
    { name: 'three 3.0.0', text: `Copyright 2021 Eve\n${terms}` },
  ]);
  expect(text.match(/Permission is granted/g)).toHaveLength(2);
  expect(text).toMatch(/one 1\.0\.0\n {2}Copyright \(c\) 2019 Bob/);
  expect(text).toMatch(/three 3\.0\.0\n {2}Copyright 2021 Eve\ntwo 2\.0\.0\n {2}Copyright \(c\) 2020 Ann/);
});

it('takes terms for the same whatever their title and their quotation marks are', () => {
  const titles = ['MIT License', 'The MIT License (MIT)', '(The MIT License)'];
  const marks = ['"Software"', "'Software'", '\u201cSoftware\u201d'];
  const licences = titles.flatMap((title, row) =>
    marks.map((mark, column) => ({ name: `p${row}${column} 1.0.0`, text: `${title}\n\nCopyright (c) 2020 Ann\n\nthe ${mark} is free` })),
  );
  expect(renderThirdParty(licences).match(/is free/g)).toHaveLength(1);
  expect(
    renderThirdParty([...licences, { name: 'q 1.0.0', text: 'The ISC License\n\nthe "Software" is free' }]).match(/is free/g),
  ).toHaveLength(2);
});
