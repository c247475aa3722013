"""Contacts who are on one of the policy's suppression lists."""
