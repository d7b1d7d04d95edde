/** What is copied for two minutes each way: something can happen meanwhile. */
export const slowly = { fill: 'head -c 6000000 /dev/urandom > /data/large', flags: ['--limit-rate', '50k', '--compression', 'off'] };
