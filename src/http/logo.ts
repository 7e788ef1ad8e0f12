/** Three sources, one answer. */
export const logo = [
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">',
  '<rect width="32" height="32" rx="8" fill="#1f4e79"/>',
  '<path d="M9 8c9 0 6 8 14 8M9 16h14M9 24c9 0 6-8 14-8" fill="none" stroke="#9cc9f0" stroke-width="2"/>',
  '<g fill="#fff"><circle cx="8" cy="8" r="3"/><circle cx="8" cy="16" r="3"/><circle cx="8" cy="24" r="3"/>',
  '<circle cx="24" cy="16" r="4"/></g></svg>',
].join('');

export const logoUrl = `data:image/svg+xml,${encodeURIComponent(logo)}`;
