"""Mails: what is wrapped around a listing that came by mail, and alerts that are HTML.

Pure; may import `core.text` and the readers of bytes and markup. Offers `letter.opened` and the format `alert`.
"""
