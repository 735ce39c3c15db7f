package dashboard

// maxUpload is the largest file that is taken; the readers' own limits come after it.
const maxUpload = 8 << 20
