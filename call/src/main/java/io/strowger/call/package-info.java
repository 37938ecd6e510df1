/** Calls. */ package io.strowger.call;
